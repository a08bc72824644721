-- every order is final 30 s after its deadline
select id, number, status, deadline from "order".orders
where status in ('pending', 'reserved') and deadline < now() - interval '30 seconds'
