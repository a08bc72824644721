-- at rest: a confirmed order was paid in full less its refunds, a cancelled one costs nothing, nothing is only held
with book as (
    select order_id, state, captured - refunded as kept from payments.sandbox_charge
    union all
    select order_id, state, captured - refunded from payments.cod_charge
), money as (
    select order_id, sum(kept) as kept, bool_or(state = 'authorized') as held from book group by order_id
), given_back as (
    select p.order_id, sum(r.amount) as amount
    from payments.refund r join payments.payment p on p.id = r.payment_id
    where r.status = 'done' group by p.order_id
)
select o.id, o.status, o.total, coalesce(m.kept, 0) as kept, coalesce(m.held, false) as held, coalesce(g.amount, 0) as given_back
from "order".orders o
left join money m on m.order_id = o.id
left join given_back g on g.order_id = o.id
where case
    when o.status = 'cancelled' then coalesce(m.kept, 0) <> 0 or coalesce(m.held, false)
    when o.status in ('confirmed', 'shipped') and o.payment ->> 'provider' = 'cod' then false
    when o.status in ('confirmed', 'shipped', 'delivered')
        then coalesce(m.kept, 0) <> o.total - coalesce(g.amount, 0) or coalesce(m.held, false)
    else false
end
