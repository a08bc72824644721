-- +goose Up
create table users (
    id            uuid primary key,
    role          text not null check (role in ('guest', 'shopper', 'admin')),
    email         text,
    name          text not null default '',
    locale        text not null default 'en',
    verified      boolean not null default false,
    password_hash text,
    permissions   text[] not null default '{}',
    merged_into   uuid references users (id),
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now(),
    check ((role = 'guest') = (email is null)),
    check ((email is null) = (password_hash is null))
);
create unique index users_email on users (email);
create index users_guests_by_age on users (created_at) where role = 'guest';

create table sessions (
    id         uuid primary key,
    user_id    uuid not null references users (id) on delete cascade,
    prev       uuid,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index sessions_by_user on sessions (user_id) where revoked_at is null;
create index sessions_by_end on sessions (expires_at);

create table refresh_tokens (
    hash       bytea primary key,
    session_id uuid not null references sessions (id) on delete cascade,
    device     bytea not null,
    created_at timestamptz not null default now(),
    spent_at   timestamptz
);
create index refresh_tokens_by_session on refresh_tokens (session_id);

create table one_time_tokens (
    hash       bytea primary key,
    purpose    text not null check (purpose in ('reset', 'verify')),
    user_id    uuid references users (id) on delete cascade,
    expires_at timestamptz not null
);
create index one_time_tokens_by_end on one_time_tokens (expires_at);

create table signing_keys (
    kid        text primary key,
    public     bytea not null,
    private    bytea not null,
    encrypted  boolean not null,
    created_at timestamptz not null default now()
);

create table bootstrap (
    once       boolean primary key default true check (once),
    user_id    uuid not null references users (id),
    created_at timestamptz not null default now()
);

-- +goose Down
drop table bootstrap, signing_keys, one_time_tokens, refresh_tokens, sessions, users;
