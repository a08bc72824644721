-- +goose Up

-- Who is told, guests included. Whoever tells a user something locks this row, so that a merge or an erasure of the
-- user comes before or after it, never between.
create table account (
    user_id     uuid primary key,
    email       text not null default '',
    name        text not null default '',
    preferences jsonb,                            -- null: everything is wanted
    unsubscribe text constraint account_by_unsubscribe unique, -- in links of mail that can be unsubscribed from
    merged_into uuid,
    erased      boolean not null default false
);

-- One thing told. A row that the shopper did not want in the shop (in_app) remains for its key.
create table notice (
    id         uuid primary key,
    dedupe_key text not null constraint notice_once unique,
    user_id    uuid,
    in_app     boolean not null,
    template   text not null,
    title      text not null,
    text       text not null,
    data       jsonb not null,
    created_at timestamptz not null default now(),
    read_at    timestamptz
);
create index notice_by_user on notice (user_id, id desc) where in_app;
create index notice_unread on notice (user_id) where in_app and read_at is null;

-- Mail to be sent, and what became of it. due_at is also the lease: whoever takes a row moves it into the future.
-- subject, text and html are emptied when the mail is done; they can hold secret links.
create table mail (
    id          uuid primary key,                 -- the notice's
    user_id     uuid,
    order_id    uuid,
    template    text not null,
    address     text not null,
    subject     text not null,
    text        text not null,
    html        text not null,
    unsubscribe text not null default '',
    state       text not null default 'waiting' check (state in ('waiting', 'sent', 'logged', 'failed')),
    attempts    int not null default 0,
    due_at      timestamptz not null default now(),
    created_at  timestamptz not null default now(),
    finished_at timestamptz,
    error       text not null default ''
) with (fillfactor = 80);
create index mail_due on mail (due_at) where state = 'waiting';
create index mail_by_user on mail (user_id);

-- Whom an order belongs to. Not known until an event with the order's snapshot came.
create table purchase (
    order_id uuid primary key,
    known    boolean not null default false,
    number   text not null default '',
    user_id  uuid,
    email    text not null default ''
);
create index purchase_by_user on purchase (user_id);

-- What is to be told about an order that is not known yet.
create table waiting_notice (
    dedupe_key text primary key,
    order_id   uuid not null references purchase,
    template   text not null,
    details    jsonb not null
);
create index waiting_notice_by_order on waiting_notice (order_id);

-- The catalogue's copy.
create table product (
    id      uuid primary key,
    version bigint not null
);

-- What alerts wait for: price and availability of a SKU in one row, so that one lock orders all changes of it. Stock may
-- come before the product does; then there is no product_id yet.
create table variant (
    sku           text primary key,
    product_id    uuid references product,
    name          text not null default '',
    slug          text not null default '',
    prices        jsonb not null default '[]',
    on_sale       boolean not null default false,
    available     bigint not null default 0,
    stock_version bigint not null default -1
);
create index variant_by_product on variant (product_id);

-- fired_at without told_at is work: details say what the shopper will read.
create table alert (
    id         uuid primary key,
    user_id    uuid not null,
    sku        text not null references variant,
    kind       text not null check (kind in ('back_in_stock', 'price_drop')),
    price      bigint,                            -- remembered, minor units
    currency   text,
    created_at timestamptz not null default now(),
    fired_at   timestamptz,
    told_at    timestamptz,
    details    jsonb
);
create unique index alert_once on alert (user_id, sku, kind) where fired_at is null;
create index alert_by_sku on alert (sku) where fired_at is null;
create index alert_to_tell on alert (fired_at) where fired_at is not null and told_at is null;

-- +goose Down
drop table alert, variant, product, waiting_notice, purchase, mail, notice, account;
