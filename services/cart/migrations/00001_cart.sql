-- +goose Up

-- The catalogue's copy, kept by product_created and product_updated.
create table product (
    id      uuid primary key,
    version bigint not null
);

-- What can be put into a cart. Rows stay when a variant is no longer sold. The revision grows with every change.
create table variant (
    sku        text primary key,
    product_id uuid not null references product,
    name       text not null,
    image      jsonb,
    options    jsonb not null,
    prices     jsonb not null,
    on_sale    boolean not null,
    revision   bigint not null default 1
);
create index variant_by_product on variant (product_id);

-- What can be bought, kept by stock_changed; it may come before the product does.
create table stock (
    sku       text primary key,
    available bigint not null,
    version   bigint not null
);

create table cart (
    id         uuid primary key,
    user_id    uuid not null constraint cart_of_user unique,
    version    bigint not null default 1,
    changed_at timestamptz not null default now()
) with (fillfactor = 80);

-- seen is what the variant's prices were when the line was last written.
create table line (
    cart_id  uuid not null references cart on delete cascade,
    sku      text not null references variant,
    quantity int not null check (quantity between 1 and 99),
    seen     jsonb not null,
    position bigint generated always as identity,
    primary key (cart_id, sku)
) with (fillfactor = 80);

-- A guest's cart that now is (part of) an account's cart, so that an order of the guest still finds it.
create table moved_cart (
    cart_id uuid not null,
    user_id uuid not null,
    into_id uuid not null references cart on delete cascade,
    primary key (cart_id, user_id)
);
create index moved_cart_by_target on moved_cart (into_id);

-- Confirmed orders that were subtracted.
create table checkout (
    order_id uuid primary key,
    at       timestamptz not null default now()
);

-- +goose Down
drop table checkout, moved_cart, line, cart, stock, variant, product;
