-- The work of place-order with confirm, batched: one statement for all rows of a table, each its own round trip.
\set c random(1, 100)
\set p1 random(1, 100)
\set p2 random(101, 200)
\set p3 random(201, 300)
\set p4 random(301, 400)
\set p5 random(401, 500)
\set key random(1, 9000000000000000000)
begin;
select bench.id(1, :c) as c, bench.id(2, :p1) as p1, bench.id(2, :p2) as p2, bench.id(2, :p3) as p3, bench.id(2, :p4) as p4, bench.id(2, :p5) as p5, now() as at, set_config('erp.company', '@company@', true) as s1, set_config('erp.user', '00000000-0000-7000-8000-000000000002', true) as s2, set_config('erp.correlation', '0af7651916cd43dd8448eb211c80319c', true) as s3, pg_advisory_xact_lock(:key) as lock \gset
select request_hash, status, body from platform.idempotency_keys where company_id = @company@ and user_id = '00000000-0000-7000-8000-000000000002' and key = 'p' || :key;
select id, name, country, vat_id, customer_number, state, credit_limit from partners.partners where company_id = @company@ and id = :c;
select id, name, unit, tax_class, stocked, state from products.products where company_id = @company@ and id = any(array[:p1, :p2, :p3, :p4, :p5]::uuid[]);
select product_id, min_quantity, price, price_list from products.prices where company_id = @company@ and product_id = any(array[:p1, :p2, :p3, :p4, :p5]::uuid[]) and price_list = 'standard' and valid @> current_date;
select product_id, location_id, lot, on_hand, reserved from inventory.balances where company_id = @company@ and product_id = any(array[:p1, :p2, :p3, :p4, :p5]::uuid[]) and location_id = '@location@' order by product_id, location_id, lot for no key update;
insert into sales.orders (company_id, id, number, partner_id, state, order_date, currency, location_id, ship_to_country, net, tax, gross) values (@company@, uuidv7(), platform.draw_loose_number('sales-order', 'SO-'), :c, 'confirmed', current_date, 'EUR', '@location@', 'DE', 250.00, 47.50, 297.50) returning id as order_id \gset
insert into sales.order_lines (company_id, order_id, n, product_id, description, quantity, unit, unit_price, price_source, discount_percent, net, tax_class, tax_category, tax_rate, stocked) select @company@, :order_id, l.n, l.p, 'Artikel ' || l.p, 1, 'C62', 50, 'standard/1', 0, 50.00, 'standard', 'S', 19, true from (values (1, :p1::uuid), (2, :p2::uuid), (3, :p3::uuid), (4, :p4::uuid), (5, :p5::uuid)) l (n, p);
update inventory.balances b set reserved = b.reserved + 1 where company_id = @company@ and product_id = any(array[:p1, :p2, :p3, :p4, :p5]::uuid[]) and location_id = '@location@' and lot = '';
insert into inventory.reservations (company_id, id, product_id, location_id, lot, quantity, source_type, source_id, source_line) select @company@, uuidv7(), l.p, '@location@', '', 1, 'sales_order', :order_id, l.n from (values (1, :p1::uuid), (2, :p2::uuid), (3, :p3::uuid), (4, :p4::uuid), (5, :p5::uuid)) l (n, p);
insert into platform.idempotency_keys (company_id, user_id, key, request_hash, status, body) values (@company@, '00000000-0000-7000-8000-000000000002', 'p' || :key, sha256('x'), 201, convert_to(repeat('{"answer":', 112), 'UTF8'));
commit;
