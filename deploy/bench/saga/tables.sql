-- Four services' tables, cut down to what the saga writes.
create schema bench_order;
create table bench_order.orders (
    id uuid primary key, user_id uuid not null, cart_id uuid not null, status text not null, total bigint not null,
    lines jsonb not null, address jsonb not null, version bigint not null default 1,
    created_at timestamptz not null default now()
) with (fillfactor = 70);
create index on bench_order.orders (user_id, id desc);
create table bench_order.idempotency (
    user_id uuid, key uuid, status int, response bytea, created_at timestamptz not null default now(), primary key (user_id, key)
);

create schema bench_inventory;
create table bench_inventory.stock (
    sku int primary key, on_hand bigint not null, reserved bigint not null default 0, version bigint not null default 1
) with (fillfactor = 70);
insert into bench_inventory.stock select n, 1000000000 from generate_series(1, 10000) n;
create table bench_inventory.reservation (order_id uuid primary key, state text not null, sku int not null, quantity int not null) with (fillfactor = 80);
create table bench_inventory.ledger (
    id bigint generated always as identity primary key, sku int not null, delta bigint not null, order_id uuid not null,
    at timestamptz not null default now()
);

create schema bench_payments;
create table bench_payments.payment (
    order_id uuid primary key, amount bigint not null, status text not null, ref text not null default '', version bigint not null default 1
) with (fillfactor = 70);

create schema bench_cart;
create table bench_cart.line (cart_id uuid, sku int, quantity int not null, primary key (cart_id, sku));

do $$
declare s text;
begin
    foreach s in array array['bench_order', 'bench_inventory', 'bench_payments', 'bench_cart'] loop
        execute format('create table %I.outbox (id bigint generated always as identity primary key, event_id uuid not null default gen_random_uuid(),
            topic text not null, key text not null, payload bytea not null, created_at timestamptz not null default now())', s);
        execute format('create table %I.inbox (event_id uuid primary key, topic text not null, at timestamptz not null default now())', s);
    end loop;
end $$;
