-- one live order of a cart's version; lines add up to the subtotal, and all of it to the total
select o.id, o.number, 'amounts' as wrong from "order".orders o
where o.total <> o.subtotal - o.discount + o.shipping + o.tax
   or o.subtotal <> (select coalesce(sum((line #>> '{unit_price,amount}')::bigint * (line ->> 'quantity')::bigint), 0) from jsonb_array_elements(o.lines) line)
union all
select min(id::text)::uuid, min(number), 'cart ordered twice' from "order".orders
where status <> 'cancelled' group by cart_id, cart_version, placed_by having count(*) > 1
