-- what a SKU has reserved is what open reservations hold of it
select s.sku, s.reserved, coalesce(held.quantity, 0) as held
from inventory.stock s
left join (
    select l.sku, sum(l.quantity) as quantity
    from inventory.reservation_line l join inventory.reservation r using (order_id)
    where r.state = 'reserved' group by l.sku
) held using (sku)
where s.reserved <> coalesce(held.quantity, 0)
