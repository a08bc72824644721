-- +goose Up

-- One payment an order. It may exist before the order is known here: stock that is held, or a cancel that came first.
create table payment (
    id           uuid primary key,
    order_id     uuid not null constraint payment_of_order unique,
    user_id      uuid,
    amount       bigint not null default 0 check (amount >= 0),
    currency     text not null default '',
    provider     text not null default '', -- of the current attempt; before the first, what the order asks for
    method       text not null default '',
    status       text not null default 'none',
    attempt      smallint not null default 0,
    ordered      boolean not null default false,
    held         boolean not null default false,
    closed       boolean not null default false,
    captured     bigint not null default 0 check (captured between 0 and amount),
    refunded     bigint not null default 0 check (refunded between 0 and captured),
    decline_code text not null default '',
    action       jsonb,
    version      bigint not null default 0,
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now()
);
create index payment_by_user on payment (user_id);

-- One row for each try to be paid, and what a worker has to do for it. due_at is null when nothing is to be done.
create table attempt (
    payment_id   uuid not null references payment,
    number       smallint not null,
    provider     text not null,
    method       text not null,
    ref          text not null default '', -- the provider's id of the charge
    charge       text not null default 'nothing',
    open         boolean not null default true,
    operation    text not null,
    tries        int not null default 0,
    due_at       timestamptz,
    leased_until timestamptz,
    traceparent  text not null default '',
    cause        text not null default '',
    created_at   timestamptz not null default now(),
    changed_at   timestamptz not null default now(), -- of charge
    primary key (payment_id, number)
);
create unique index attempt_open_once on attempt (payment_id) where open;
create unique index attempt_of_charge on attempt (provider, ref) where ref <> '';
create index attempt_due on attempt (due_at) where due_at is not null;

-- Money to give back. The id is the provider's key; the sum never exceeds what was captured (checked under the
-- payment's row lock).
create table refund (
    id         uuid primary key,
    payment_id uuid not null references payment,
    attempt    smallint not null,
    amount     bigint not null check (amount > 0),
    reason     text not null,
    status     text not null default 'pending' check (status in ('pending', 'done')),
    created_at timestamptz not null default now(),
    done_at    timestamptz
);
create index refund_of_payment on refund (payment_id);

-- Verified webhooks, once each.
create table webhook (
    provider    text not null,
    event_id    text not null,
    type        text not null,
    ref         text not null,
    received_at timestamptz not null default now(),
    primary key (provider, event_id)
);

-- +goose Down
drop table webhook, refund, attempt, payment;
