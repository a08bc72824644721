-- at rest: goods left with every confirmed order, and none are held for a cancelled one
select o.id, o.status, coalesce(r.state, 'none') as reservation
from "order".orders o left join inventory.reservation r on r.order_id = o.id
where (o.status in ('confirmed', 'shipped', 'delivered') and coalesce(r.state, 'none') <> 'committed')
   or (o.status = 'cancelled' and r.state in ('reserved', 'committed'))
