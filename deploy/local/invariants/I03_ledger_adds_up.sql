-- the movements of a SKU add up to what it has
select s.sku, s.on_hand, s.reserved, coalesce(sum(l.delta_on_hand), 0) as moved, coalesce(sum(l.delta_reserved), 0) as moved_reserved
from inventory.stock s left join inventory.ledger l using (sku)
group by s.sku, s.on_hand, s.reserved
having s.on_hand <> coalesce(sum(l.delta_on_hand), 0) or s.reserved <> coalesce(sum(l.delta_reserved), 0)
