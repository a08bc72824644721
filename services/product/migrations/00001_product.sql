-- +goose Up

-- The tree: path holds the slugs from the root to this one. A slug is in the tree once.
create table category (
    slug text primary key,
    path text[] not null,
    name text not null
);

-- One row is one aggregate: its parts are only ever read and written with it.
create table product (
    id           uuid primary key,
    slug         text        not null constraint product_slug_key unique,
    name         text        not null,
    brand        text        not null,
    description  text        not null,
    category     text[]      not null,
    attributes   jsonb       not null,
    images       jsonb       not null,
    faqs         jsonb       not null,
    variants     jsonb       not null,
    skus         text[]      not null,
    status       text        not null check (status in ('draft', 'active', 'archived')),
    rating_sum   bigint      not null,
    rating_count bigint      not null,
    version      bigint      not null,
    created_at   timestamptz not null,
    updated_at   timestamptz not null
);

-- Which product a SKU belongs to.
create table sku (
    sku        text primary key,
    product_id uuid not null references product
);

-- What inventory says can be bought. A row made before inventory spoke has version 0; it is also the lock that orders
-- a product's write and a change of its stock. previous is what available was before its last change.
create table stock (
    sku       text primary key,
    available bigint not null default 0,
    previous  bigint not null default 0,
    version   bigint not null default 0
);

-- What a list shows: one row for each active product and currency it has a price in. newest is the order of the
-- primary key, because ids rise with time.
create table listing (
    currency      text    not null,
    product_id    uuid    not null references product,
    slug          text    not null,
    name          text    not null,
    brand         text    not null,
    category      text    not null,
    path          text[]  not null,
    image_url     text    not null,
    image_alt     text    not null,
    price         bigint  not null,
    compare_at    bigint,
    rating_tenths bigint  not null,
    rating_count  bigint  not null,
    skus          text[]  not null,
    in_stock      bigint  not null,
    available     boolean not null generated always as (in_stock > 0) stored,
    attributes    text[]  not null,
    words         tsvector not null,
    primary key (currency, product_id)
);
create index listing_by_price on listing (currency, price, product_id);
create index listing_by_rating on listing (currency, rating_tenths, rating_count, product_id);
create index listing_by_brand on listing (currency, brand, product_id);
create index listing_by_category on listing (currency, category, product_id);
create index listing_by_attribute on listing using gin (attributes);
create index listing_by_word on listing using gin (words);

-- How many listings of a currency carry a value; kept by the transactions that change listings.
create table facet (
    currency text   not null,
    name     text   not null,
    value    text   not null,
    count    bigint not null,
    primary key (currency, name, value)
);
create index facet_by_count on facet (currency, name, count desc, value);

-- Opinions. user_id is null for one that was imported or whose author was erased.
create table review (
    id         uuid primary key,
    product_id uuid        not null references product,
    user_id    uuid,
    author     text        not null,
    imported   boolean     not null default false,
    rating     smallint    not null check (rating between 1 and 5),
    title      text        not null,
    body       text        not null,
    verified   boolean     not null,
    status     text        not null default 'shown' check (status in ('shown', 'hidden')),
    created_at timestamptz not null,
    constraint review_once unique (product_id, user_id)
);
create unique index review_import_once on review (product_id, author) where imported;
create index review_newest on review (product_id, id) where status = 'shown';
create index review_by_user on review (user_id);

-- Who bought what, so that a review can say so.
create table purchase (
    user_id    uuid not null,
    product_id uuid not null,
    primary key (user_id, product_id)
);

-- What to call the author of a review.
create table shopper (
    user_id uuid primary key,
    name    text not null
);

-- +goose Down
drop table shopper, purchase, review, facet, listing, stock, sku, product, category;
