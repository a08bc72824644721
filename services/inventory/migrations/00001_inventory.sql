-- +goose Up

-- How much of each SKU there is. Rows stay for ever: a removed variant may still be held or come back.
-- Room in the pages keeps updates of a hot row beside it.
create table stock (
    sku        text primary key,
    product_id uuid not null,
    on_hand    bigint not null,
    reserved   bigint not null default 0,
    version    bigint not null default 1,
    changed_at timestamptz not null default now(),
    seed         bigint not null, -- the first pieces
    seed_version bigint not null, -- of the product's snapshot that brought them
    constraint stock_on_hand_not_negative check (on_hand >= 0),
    constraint stock_reserved_not_negative check (reserved >= 0),
    constraint stock_reserved_on_hand check (reserved <= on_hand)
) with (fillfactor = 70);

-- What became of an order here. A released row without lines is a tombstone: the cancel came first.
create table reservation (
    order_id   uuid primary key,
    state      text not null check (state in ('reserved', 'rejected', 'committed', 'released')),
    reason     text not null default '',
    at         timestamptz not null default now(),
    changed_at timestamptz not null default now()
) with (fillfactor = 80);

-- What an order holds or took. Lines, like the ledger, are written only for stock rows that the transaction has locked
-- and that are never deleted, so a foreign key would only cost time on hot rows.
create table reservation_line (
    order_id uuid not null references reservation,
    sku      text not null,
    quantity int not null check (quantity > 0),
    returned int not null default 0 check (returned between 0 and quantity),
    primary key (order_id, sku)
);

-- Returns that had their effect.
create table return_receipt (
    return_id uuid primary key,
    order_id  uuid not null references reservation,
    at        timestamptz not null default now()
);

-- Every movement of stock with the levels it led to; never changed, never deleted.
create table ledger (
    id             bigint generated always as identity primary key,
    sku            text not null,
    delta_on_hand  bigint not null,
    delta_reserved bigint not null,
    on_hand        bigint not null,
    reserved       bigint not null,
    reason         text not null,
    order_id       uuid,
    actor          uuid,
    at             timestamptz not null default now()
);
create index ledger_by_sku on ledger (sku, id desc);

-- +goose Down
drop table ledger, return_receipt, reservation_line, reservation, stock;
