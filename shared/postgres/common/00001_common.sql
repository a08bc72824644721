-- +goose Up

-- Events that wait to be published, written in the transaction that caused them. The relay of a shard publishes
-- in id order and deletes; events of one key share a shard, so their order is kept.
create table outbox (
    id         bigint generated always as identity primary key,
    shard      smallint generated always as ((hashtext(key) & 7)::smallint) stored,
    event_id   uuid not null constraint outbox_event_once unique,
    topic      text not null,
    key        text not null,
    payload    bytea not null,
    headers    jsonb not null default '{}',
    created_at timestamptz not null default now()
);
create index outbox_by_shard on outbox (shard, id);

-- Events that were already handled here; outlives the topics' retention.
create table inbox (
    event_id uuid primary key,
    topic    text not null,
    at       timestamptz not null default now()
);
create index inbox_by_age on inbox (at);

-- Events that could not be handled. One that blocks makes later events of its key wait behind it; a parked one is
-- such a later event, not itself bad. What cannot even be decoded blocks nothing.
create table dead_letters (
    id          uuid primary key,
    topic       text not null,
    partition   int not null,
    "offset"    bigint not null,
    key         text not null,
    event_id    uuid,
    payload     bytea not null,
    headers     jsonb not null default '{}',
    reason      text not null,
    blocks      boolean not null default false,
    parked      boolean not null default false,
    at          timestamptz not null default now(),
    replayed_at timestamptz
);
create index dead_letters_open on dead_letters (key) where replayed_at is null;

-- What happened to an order here, for the saga view of the staff.
create table journal (
    id       bigint generated always as identity primary key,
    order_id uuid not null,
    at       timestamptz not null default clock_timestamp(),
    kind     text not null,
    detail   text not null default '',
    event_id uuid,
    trace_id text
);
create index journal_by_order on journal (order_id, id);

-- What changed, so that every replica can follow with what it keeps in memory.
create table changes (
    seq  bigint generated always as identity primary key,
    kind text not null,
    key  text not null,
    at   timestamptz not null default now()
);
create index changes_by_age on changes (at);

-- First answers to requests with an Idempotency-Key; a repetition gets the same answer.
create table idempotency (
    user_id      uuid not null,
    route        text not null,
    key          text not null,
    request_hash bytea not null,
    status       int,
    response     bytea,
    created_at   timestamptz not null default now(),
    primary key (user_id, route, key)
);
create index idempotency_by_age on idempotency (created_at);

-- +goose Down
drop table idempotency, changes, journal, dead_letters, inbox, outbox;
