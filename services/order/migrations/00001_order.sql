-- +goose Up

-- Where the numbers that people read come from: A-10001, A-10002, …
create sequence order_numbers start 10001;

-- Orders. A row is written whole at each step; what never changes (lines, address) stays out of the way in TOAST
-- when it is large. Amounts are minor units of currency.
create table orders (
    id               uuid primary key,
    number           text not null default 'A-' || nextval('order_numbers') constraint orders_number unique,
    user_id          uuid not null,
    placed_by        uuid not null, -- user_id at placing; stays when a guest's orders move to an account
    email            text not null,
    locale           text not null,
    cart_id          uuid not null,
    cart_version     bigint not null,
    status           text not null default 'pending'
                     check (status in ('pending', 'reserved', 'confirmed', 'shipped', 'delivered', 'cancelled')),
    cancel_reason    text check ((status = 'cancelled') = (cancel_reason is not null)),
    currency         text not null check (currency in ('USD', 'EUR', 'INR')),
    subtotal         bigint not null check (subtotal >= 0),
    discount         bigint not null check (discount between 0 and subtotal),
    shipping         bigint not null check (shipping >= 0),
    tax              bigint not null check (tax >= 0),
    total            bigint not null check (total = subtotal - discount + shipping + tax),
    lines            jsonb not null,
    shipping_address jsonb not null,
    shipping_method  text not null,
    coupon           text,
    shortages        jsonb not null default '[]',
    shipment         jsonb,
    payment          jsonb not null,
    refund_status    text not null default 'none' check (refund_status in ('none', 'pending', 'partial', 'done')),
    timeline         jsonb not null default '[]',
    deadline         timestamptz not null,
    version          bigint not null default 1,
    created_at       timestamptz not null default now(),
    step_at          timestamptz not null default now() -- when the present status was reached
) with (fillfactor = 70); -- room for the updates of the payment, which touch no index
-- One live order of a version of a cart; a cancelled one frees it.
create unique index orders_live_cart on orders (cart_id, cart_version, placed_by) where status <> 'cancelled';
create index orders_by_user on orders (user_id, id desc);
create index orders_by_status on orders (status, id desc);
-- What the sweeper looks at: only what is still to be decided.
create index orders_open on orders (deadline) where status in ('pending', 'reserved');

-- The catalogue's copy, kept by product_created and product_updated.
create table products (
    id      uuid primary key,
    version bigint not null
);
create table offers (
    sku        text primary key,
    product_id uuid not null,
    name       text not null,
    image      jsonb,
    options    jsonb not null default '{}',
    prices     jsonb not null default '[]',
    on_sale    boolean not null
);
create index offers_by_product on offers (product_id);

-- What can be bought, kept by stock_changed; it may come before the product does.
create table stock (
    sku       text primary key,
    available bigint not null,
    version   bigint not null
);

-- One-hour tokens of those who looked an order up by number and e-mail address. Only the hash is kept.
create table lookup_tokens (
    hash       bytea primary key,
    order_id   uuid not null references orders,
    expires_at timestamptz not null
);
create index lookup_tokens_by_age on lookup_tokens (expires_at);

-- +goose Down
drop table lookup_tokens, stock, offers, products, orders;
drop sequence order_numbers;
