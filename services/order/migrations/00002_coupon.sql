-- +goose Up

-- Coupons take off a share of the subtotal or a fixed amount. Codes are kept in capitals.
create table coupons (
    code            text primary key,
    percent_off     int check (percent_off between 1 and 100),
    amount_off      bigint check (amount_off > 0), -- minor units of currency
    min_subtotal    bigint check (min_subtotal > 0),
    currency        text check (currency in ('USD', 'EUR', 'INR')),
    max_redemptions bigint check (max_redemptions > 0),
    redeemed        bigint not null default 0,
    starts_at       timestamptz not null default now(),
    ends_at         timestamptz,
    active          boolean not null default true,
    created_at      timestamptz not null default now(),
    constraint coupons_one_kind check ((percent_off is null) <> (amount_off is null)),
    constraint coupons_currency check ((amount_off is null and min_subtotal is null) = (currency is null)),
    constraint coupons_not_overdrawn check (redeemed between 0 and coalesce(max_redemptions, redeemed))
);

-- +goose Down
drop table coupons;
