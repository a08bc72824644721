-- +goose Up

-- The books of the built-in providers. They belong to outsiders: payments itself never reads or writes them.
create table sandbox_charge (
    id           text primary key,
    order_id     uuid not null,
    attempt      int not null,
    method       text not null,
    amount       bigint not null check (amount >= 0),
    currency     text not null,
    state        text not null,
    decline_code text not null default '',
    captured     bigint not null default 0 check (captured between 0 and amount),
    refunded     bigint not null default 0 check (refunded between 0 and captured),
    hiccups      int not null default 0,
    changed_at   timestamptz not null,
    created_at   timestamptz not null default now()
);
create index sandbox_charge_by_order on sandbox_charge (order_id);

create table sandbox_refund (
    id         text primary key,
    charge_id  text not null references sandbox_charge,
    amount     bigint not null check (amount > 0),
    done       boolean not null,
    created_at timestamptz not null
);
create index sandbox_refund_by_charge on sandbox_refund (charge_id);

create table sandbox_answer (
    key         text primary key,
    fingerprint text not null,
    answer      jsonb,
    at          timestamptz not null default now()
);

create table cod_charge (
    id         text primary key,
    key        text not null constraint cod_charge_once unique,
    order_id   uuid not null,
    attempt    int not null,
    amount     bigint not null check (amount >= 0),
    currency   text not null,
    state      text not null,
    captured   bigint not null default 0 check (captured between 0 and amount),
    refunded   bigint not null default 0 check (refunded between 0 and captured),
    created_at timestamptz not null default now()
);
create index cod_charge_by_order on cod_charge (order_id);

create table cod_refund (
    id        text primary key,
    charge_id text not null references cod_charge,
    amount    bigint not null check (amount > 0),
    at        timestamptz not null default now()
);
create index cod_refund_by_charge on cod_refund (charge_id);

-- +goose Down
drop table cod_refund, cod_charge, sandbox_answer, sandbox_refund, sandbox_charge;
