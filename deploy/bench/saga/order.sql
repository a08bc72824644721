-- One order, in ten commits. The outbox rows are deleted in later commits, which costs less than a relay's own, so the
-- tables stay as small as they are in the shop.
\set sku random(1, 10000)
select gen_random_uuid() as o, gen_random_uuid() as u, repeat('x', 700) as body \gset
-- 1: the cart that will be ordered
begin;
insert into bench_cart.line values (:o, :sku, 1);
insert into bench_cart.outbox (topic, key, payload) values ('cart_updated', :o, :body) returning id as cart_event \gset
commit;
-- 2: order placed
begin;
insert into bench_order.idempotency (user_id, key) values (:u, :o);
insert into bench_order.orders (id, user_id, cart_id, status, total, lines, address) values (:o, :u, :o, 'pending', 8000, '[{"sku": "A", "name": "A thing", "quantity": 1, "price": 8000}]', '{"line1": "1 Test Street", "city": "Portland"}');
insert into bench_order.outbox (topic, key, payload) values ('order_created', :o, :body) returning id as order_event \gset
commit;
-- 3: stock held
begin;
insert into bench_inventory.inbox (event_id, topic) values (gen_random_uuid(), 'order_created');
update bench_inventory.stock set reserved = reserved + 1, version = version + 1 where sku = :sku;
insert into bench_inventory.reservation values (:o, 'reserved', :sku, 1);
insert into bench_inventory.outbox (topic, key, payload) values ('inventory_reserved', :o, :body) returning id as stock_event \gset
commit;
-- 4: payment known
begin;
insert into bench_payments.inbox (event_id, topic) values (gen_random_uuid(), 'order_created');
insert into bench_payments.payment (order_id, amount, status) values (:o, 8000, 'waiting');
commit;
-- 5: order reserved
begin;
insert into bench_order.inbox (event_id, topic) values (gen_random_uuid(), 'inventory_reserved');
update bench_order.orders set status = 'reserved', version = version + 1 where id = :o;
delete from bench_order.outbox where id = :order_event;
commit;
-- 6: authorized
begin;
insert into bench_payments.inbox (event_id, topic) values (gen_random_uuid(), 'inventory_reserved');
update bench_payments.payment set status = 'authorized', ref = 'ch', version = version + 1 where order_id = :o;
insert into bench_payments.outbox (topic, key, payload) values ('payment_succeeded', :o, :body) returning id as payment_event \gset
commit;
-- 7: order confirmed
begin;
insert into bench_order.inbox (event_id, topic) values (gen_random_uuid(), 'payment_succeeded');
update bench_order.orders set status = 'confirmed', version = version + 1 where id = :o;
insert into bench_order.outbox (topic, key, payload) values ('order_confirmed', :o, :body) returning id as last_event \gset
commit;
-- 8: stock sold
begin;
insert into bench_inventory.inbox (event_id, topic) values (gen_random_uuid(), 'order_confirmed');
update bench_inventory.stock set on_hand = on_hand - 1, reserved = reserved - 1, version = version + 1 where sku = :sku;
update bench_inventory.reservation set state = 'committed' where order_id = :o;
insert into bench_inventory.ledger (sku, delta, order_id) values (:sku, -1, :o);
delete from bench_inventory.outbox where id = :stock_event;
commit;
-- 9: captured
begin;
insert into bench_payments.inbox (event_id, topic) values (gen_random_uuid(), 'order_confirmed');
update bench_payments.payment set status = 'captured', version = version + 1 where order_id = :o;
delete from bench_payments.outbox where id = :payment_event;
commit;
-- 10: cart emptied
begin;
insert into bench_cart.inbox (event_id, topic) values (gen_random_uuid(), 'order_confirmed');
delete from bench_cart.line where cart_id = :o;
delete from bench_cart.outbox where id = :cart_event;
delete from bench_order.outbox where id = :last_event;
commit;
