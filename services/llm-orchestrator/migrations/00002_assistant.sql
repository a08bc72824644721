-- +goose Up

-- memory is what the next turn builds on: the products shown and the one spoken of.
create table conversation (
    id         uuid primary key,
    user_id    uuid not null,
    title      text not null,
    memory     jsonb not null default '{}',
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now()
);
create index conversation_by_user on conversation (user_id, id desc);

-- What was said. reply holds an answer's sources, cards and follow-ups.
create table message (
    id              uuid primary key,
    conversation_id uuid not null references conversation on delete cascade,
    role            text not null check (role in ('user', 'assistant')),
    text            text not null,
    status          text not null check (status in ('running', 'done', 'failed')),
    reply           jsonb not null default '{}',
    created_at      timestamptz not null default now()
);
create index message_by_conversation on message (conversation_id, id);

-- Everything a reader of an answer's stream was or will be sent, in order.
create table message_event (
    message_id uuid not null references message on delete cascade,
    seq        int not null,
    event      text not null,
    data       jsonb not null,
    primary key (message_id, seq)
);

create table feedback (
    message_id uuid not null references message on delete cascade,
    user_id    uuid not null,
    helpful    boolean not null,
    comment    text not null default '',
    at         timestamptz not null default now(),
    primary key (message_id, user_id)
);

-- +goose Down
drop table feedback, message_event, message, conversation;
