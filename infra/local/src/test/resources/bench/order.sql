-- The work of place-order with confirm, batched: one statement for all rows of a table, each its own round trip.
\set c random(1, 100)
\set p1 random(1, 100)
\set p2 random(101, 200)
\set p3 random(201, 300)
\set p4 random(301, 400)
\set p5 random(401, 500)
\set key random(1, 9000000000000000000)
begin;
select now(), set_config('erp.company', '@company@', true), set_config('erp.user', '00000000-0000-7000-8000-000000000002', true), set_config('erp.correlation', '0af7651916cd43dd8448eb211c80319c', true), pg_advisory_xact_lock(:key);
select request_hash, status, body from platform.idempotency_keys where company_id = @company@ and user_id = '00000000-0000-7000-8000-000000000002' and key = 'p' || :key;
select id, name, country, vat_id, customer_number, state, credit_limit from partners.partners where company_id = @company@ and id = bench.id(1, :c);
select p.id, p.name, p.unit, p.tax_class, p.stocked, p.state, r.price from products.products p join products.prices r on r.company_id = p.company_id and r.product_id = p.id and r.price_list = 'standard' and r.valid @> current_date where p.company_id = @company@ and p.id in (bench.id(2, :p1), bench.id(2, :p2), bench.id(2, :p3), bench.id(2, :p4), bench.id(2, :p5));
select product_id, location_id, lot, on_hand, reserved from inventory.balances where company_id = @company@ and product_id in (bench.id(2, :p1), bench.id(2, :p2), bench.id(2, :p3), bench.id(2, :p4), bench.id(2, :p5)) and location_id = '@location@' order by product_id, location_id, lot for no key update;
insert into sales.orders (company_id, id, number, partner_id, state, order_date, currency, location_id, ship_to_country, net, tax, gross) values (@company@, uuidv7(), platform.draw_loose_number('sales-order', 'SO-'), bench.id(1, :c), 'confirmed', current_date, 'EUR', '@location@', 'DE', 250.00, 47.50, 297.50) returning id as order_id \gset
insert into sales.order_lines (company_id, order_id, n, product_id, description, quantity, unit, unit_price, price_source, discount_percent, net, tax_class, tax_category, tax_rate, stocked) select @company@, :order_id, l.n, l.p, 'Artikel ' || l.p, 1, 'C62', 50, 'standard/1', 0, 50.00, 'standard', 'S', 19, true from (values (1, bench.id(2, :p1)), (2, bench.id(2, :p2)), (3, bench.id(2, :p3)), (4, bench.id(2, :p4)), (5, bench.id(2, :p5))) l (n, p);
update inventory.balances b set reserved = b.reserved + 1 where company_id = @company@ and product_id in (bench.id(2, :p1), bench.id(2, :p2), bench.id(2, :p3), bench.id(2, :p4), bench.id(2, :p5)) and location_id = '@location@' and lot = '';
insert into inventory.reservations (company_id, id, product_id, location_id, lot, quantity, source_type, source_id, source_line) select @company@, uuidv7(), l.p, '@location@', '', 1, 'sales_order', :order_id, l.n from (values (1, bench.id(2, :p1)), (2, bench.id(2, :p2)), (3, bench.id(2, :p3)), (4, bench.id(2, :p4)), (5, bench.id(2, :p5))) l (n, p);
insert into platform.idempotency_keys (company_id, user_id, key, request_hash, status, body) values (@company@, '00000000-0000-7000-8000-000000000002', 'p' || :key, sha256('x'), 201, convert_to(repeat('{"answer":', 112), 'UTF8'));
commit;
