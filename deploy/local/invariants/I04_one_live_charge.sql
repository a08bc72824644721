-- at most one charge of an order has or holds the shopper's money, by the provider's own books
select order_id, count(*) as charges from (
    select order_id from payments.sandbox_charge where state = 'authorized' or captured > refunded
    union all
    select order_id from payments.cod_charge where state = 'authorized' or captured > refunded
) live group by order_id having count(*) > 1
