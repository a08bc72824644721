-- every order that a client was told of exists
select i.user_id, i.key, answer.id from "order".idempotency i
cross join lateral (select (convert_from(i.response, 'UTF8')::jsonb) ->> 'id' as id) answer
left join "order".orders o on o.id::text = answer.id
where i.status = 201 and answer.id is not null and o.id is null
