-- The work of place-order with confirm, batched: one statement for all rows of a table. Two round trips, because a program must have read
-- before it can decide what to write; what the second one needs of the first is kept in settings of the transaction.
\set c random(1, 100)
\set p1 random(1, 100)
\set p2 random(101, 200)
\set p3 random(201, 300)
\set p4 random(301, 400)
\set p5 random(401, 500)
\set key random(1, 9000000000000000000)
\startpipeline
begin;
select now(), set_config('erp.company', '@company@', true), set_config('erp.user', '00000000-0000-7000-8000-000000000002', true), set_config('erp.correlation', '0af7651916cd43dd8448eb211c80319c', true), pg_advisory_xact_lock(:key), set_config('bench.customer', bench.id(1, :c)::text, true), set_config('bench.products', array[bench.id(2, :p1), bench.id(2, :p2), bench.id(2, :p3), bench.id(2, :p4), bench.id(2, :p5)]::text, true), set_config('bench.order', uuidv7()::text, true);
select request_hash, status, body from platform.idempotency_keys where company_id = @company@ and user_id = '00000000-0000-7000-8000-000000000002' and key = 'p' || :key;
select id, name, country, vat_id, customer_number, state, credit_limit from partners.partners where company_id = @company@ and id = current_setting('bench.customer')::uuid;
select id, name, unit, tax_class, stocked, state from products.products where company_id = @company@ and id = any(current_setting('bench.products')::uuid[]);
select product_id, min_quantity, price, price_list from products.prices where company_id = @company@ and product_id = any(current_setting('bench.products')::uuid[]) and price_list = 'standard' and valid @> current_date;
select product_id, location_id, lot, on_hand, reserved from inventory.balances where company_id = @company@ and product_id = any(current_setting('bench.products')::uuid[]) and location_id = '@location@' order by product_id, location_id, lot for no key update;
\endpipeline
\startpipeline
insert into sales.orders (company_id, id, number, partner_id, state, order_date, currency, location_id, ship_to_country, net, tax, gross) values (@company@, current_setting('bench.order')::uuid, platform.draw_loose_number('sales-order', 'SO-'), current_setting('bench.customer')::uuid, 'confirmed', current_date, 'EUR', '@location@', 'DE', 250.00, 47.50, 297.50);
insert into sales.order_lines (company_id, order_id, n, product_id, description, quantity, unit, unit_price, price_source, discount_percent, net, tax_class, tax_category, tax_rate, stocked) select @company@, current_setting('bench.order')::uuid, l.n, l.p, 'Artikel ' || l.p, 1, 'C62', 50, 'standard/1', 0, 50.00, 'standard', 'S', 19, true from unnest(current_setting('bench.products')::uuid[]) with ordinality l (p, n);
update inventory.balances b set reserved = b.reserved + 1 where company_id = @company@ and product_id = any(current_setting('bench.products')::uuid[]) and location_id = '@location@' and lot = '';
insert into inventory.reservations (company_id, id, product_id, location_id, lot, quantity, source_type, source_id, source_line) select @company@, uuidv7(), l.p, '@location@', '', 1, 'sales_order', current_setting('bench.order')::uuid, l.n from unnest(current_setting('bench.products')::uuid[]) with ordinality l (p, n);
insert into platform.idempotency_keys (company_id, user_id, key, request_hash, status, body) values (@company@, '00000000-0000-7000-8000-000000000002', 'p' || :key, sha256('x'), 201, convert_to(repeat('{"answer":', 112), 'UTF8'));
commit;
\endpipeline
