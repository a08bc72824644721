-- at rest: every event was published, and none was given up
select * from (
    select 'product' as service, 'outbox' as kept_in, topic, key, created_at as at from product.outbox
    union all select 'cart', 'outbox', topic, key, created_at from cart.outbox
    union all select 'order', 'outbox', topic, key, created_at from "order".outbox
    union all select 'inventory', 'outbox', topic, key, created_at from inventory.outbox
    union all select 'payments', 'outbox', topic, key, created_at from payments.outbox
    union all select 'notification', 'outbox', topic, key, created_at from notification.outbox
    union all select 'personalization', 'outbox', topic, key, created_at from personalization.outbox
    union all select 'llm-orchestrator', 'outbox', topic, key, created_at from llm_orchestrator.outbox
    union all select 'product', 'dead_letters', topic, key, at from product.dead_letters where replayed_at is null
    union all select 'cart', 'dead_letters', topic, key, at from cart.dead_letters where replayed_at is null
    union all select 'order', 'dead_letters', topic, key, at from "order".dead_letters where replayed_at is null
    union all select 'inventory', 'dead_letters', topic, key, at from inventory.dead_letters where replayed_at is null
    union all select 'payments', 'dead_letters', topic, key, at from payments.dead_letters where replayed_at is null
    union all select 'notification', 'dead_letters', topic, key, at from notification.dead_letters where replayed_at is null
    union all select 'personalization', 'dead_letters', topic, key, at from personalization.dead_letters where replayed_at is null
    union all select 'llm-orchestrator', 'dead_letters', topic, key, at from llm_orchestrator.dead_letters where replayed_at is null
) waiting
