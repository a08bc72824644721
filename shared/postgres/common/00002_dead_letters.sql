-- +goose Up

-- A dead letter is looked for before it is kept: by its event, or by its place when it carries none. A bug may leave
-- very many of them.
create index dead_letters_by_event on dead_letters (event_id) where event_id is not null;
create index dead_letters_by_place on dead_letters (topic, partition, "offset") where event_id is null;

-- +goose Down
drop index dead_letters_by_event, dead_letters_by_place;
