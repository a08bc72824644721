-- no stock below zero, none reserved below zero or above what is on hand
select sku, on_hand, reserved from inventory.stock where on_hand < 0 or reserved < 0 or reserved > on_hand
