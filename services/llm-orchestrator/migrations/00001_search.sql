-- +goose Up

-- Each product as product_* last told it. skus are those of its variants.
create table document (
    id         uuid primary key,
    version    bigint not null,
    product    jsonb not null,
    skus       text[] not null,
    changed_at timestamptz not null default now()
);
create index document_by_age on document (changed_at);

-- What can be bought, kept by stock_changed; it may come before the product does.
create table stock (
    sku        text primary key,
    available  bigint not null,
    version    bigint not null,
    changed_at timestamptz not null default now()
);
create index stock_by_age on stock (changed_at);

create table review (
    id         uuid primary key,
    product_id uuid not null,
    rating     int not null,
    title      text not null,
    body       text not null,
    verified   boolean not null,
    shown      boolean not null,
    changed_at timestamptz not null default now()
);
create index review_by_product on review (product_id, changed_at desc) where shown;

-- Words or phrases that mean the same.
create table synonym (
    id         uuid primary key,
    terms      text[] not null,
    created_at timestamptz not null default now()
);
insert into synonym (id, terms) values
    (gen_random_uuid(), array['sneakers', 'trainers', 'running shoes']),
    (gen_random_uuid(), array['couch', 'sofa', 'settee']),
    (gen_random_uuid(), array['flashlight', 'torch']),
    (gen_random_uuid(), array['rucksack', 'backpack', 'knapsack']),
    (gen_random_uuid(), array['pants', 'trousers']),
    (gen_random_uuid(), array['sweater', 'jumper', 'pullover']),
    (gen_random_uuid(), array['cellphone', 'mobile phone', 'smartphone', 'phone']),
    (gen_random_uuid(), array['notebook computer', 'laptop']),
    (gen_random_uuid(), array['earphones', 'headphones', 'earbuds', 'headset']),
    (gen_random_uuid(), array['frying pan', 'skillet']),
    (gen_random_uuid(), array['mug', 'cup']),
    (gen_random_uuid(), array['bike', 'bicycle']),
    (gen_random_uuid(), array['soccer ball', 'football']),
    (gen_random_uuid(), array['luggage', 'suitcase']),
    (gen_random_uuid(), array['lamp', 'light']);

-- How often a text was searched for on a day, how often nothing was found, how often a result was clicked.
create table asked (
    day    date not null,
    query  text not null,
    times  bigint not null default 0,
    empty  bigint not null default 0,
    clicks bigint not null default 0,
    primary key (day, query)
);

-- +goose Down
drop table asked, synonym, review, stock, document;
