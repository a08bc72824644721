drop schema if exists bench_order, bench_inventory, bench_payments, bench_cart cascade;
