-- no order moved a SKU twice for the same reason
select order_id, sku, reason, count(*) as times from inventory.ledger
where order_id is not null and reason <> 'returned'
group by order_id, sku, reason having count(*) > 1
