-- +goose Up

-- The catalogue's copy, kept by product_created and product_updated.
create table product (
    id            uuid primary key,
    version       bigint not null,
    slug          text not null,
    name          text not null,
    brand         text not null,
    category      text[] not null,
    attributes    jsonb not null,
    image         jsonb,
    rating_tenths bigint not null,
    rating_count  bigint not null,
    active        boolean not null
);

-- What of a product is sold; position is its place among the variants.
create table variant (
    sku        text primary key,
    product_id uuid not null references product,
    position   int not null,
    prices     jsonb not null,
    currencies text[] not null,
    compare_at jsonb
);
create index variant_by_product on variant (product_id);

-- What can be bought, kept by stock_changed; it may come before the product does. Version 0 is a SKU that inventory has not
-- told of yet.
create table stock (
    sku       text primary key,
    available bigint not null,
    version   bigint not null
);

-- How much a product is wanted, and what else it is picked by. It has a row of its own, so that counting does not rewrite the
-- product; an order may make the row before the product is known. currencies are those that it can be bought in now: none
-- when it is not active or sold out. score is decayed forward: see decay.go.
create table standing (
    product_id    uuid primary key,
    category      text not null default '',
    root          text not null default '',
    brand         text not null default '',
    rating_tenths bigint not null default 0,
    rating_count  bigint not null default 0,
    currencies    text[] not null default '{}',
    score         float8 not null default 0
) with (fillfactor = 80);
create index standing_in_shop on standing (score desc, product_id) where currencies <> '{}';
create index standing_in_root on standing (root, score desc, product_id) where currencies <> '{}';
create index standing_in_category on standing (category, score desc, product_id) where currencies <> '{}';
create index standing_of_brand on standing (brand, score desc, product_id) where currencies <> '{}';

-- What shoppers did, kept for 90 days. The same act reported twice is one row. The product may be unknown (yet).
create table behaviour (
    user_id    uuid not null,
    product_id uuid,
    kind       text not null,
    at         timestamptz not null,
    query      text,
    constraint behaviour_once unique nulls not distinct (user_id, product_id, kind, at, query)
);
create index behaviour_of_user on behaviour (user_id, at desc, product_id desc) where kind = 'view';
create index behaviour_by_age on behaviour (at);

-- Acts that are not in standing and together yet; tally.go takes them out.
create table uncounted (
    id         bigint generated always as identity primary key,
    user_id    uuid not null,
    product_id uuid not null,
    kind       text not null,
    at         timestamptz not null,
    weight     float8 not null
);

-- Which products go together: in both directions, at most about two hundred for a product and a kind ('bought', 'viewed').
-- times is how often that was seen; a pair that was taken back as often is gone.
create table together (
    product_id uuid not null,
    kind       text not null,
    other_id   uuid not null,
    times      bigint not null,
    score      float8 not null,
    primary key (product_id, kind, other_id)
) with (fillfactor = 80);

-- Orders that are counted, or were cancelled before they could be. user_id is null once the buyer was erased.
create table purchase (
    order_id  uuid primary key,
    user_id   uuid,
    products  uuid[] not null,
    weight    float8 not null,
    at        timestamptz not null,
    cancelled boolean not null
);
create index purchase_of_user on purchase (user_id, at desc) where not cancelled;
create index purchase_by_age on purchase (at);

create table wish (
    user_id    uuid not null,
    product_id uuid not null references product,
    at         timestamptz not null default clock_timestamp(),
    primary key (user_id, product_id)
);
create index wish_by_age on wish (user_id, at desc, product_id desc);

-- +goose Down
drop table wish, purchase, together, uncounted, behaviour, standing, stock, variant, product;
