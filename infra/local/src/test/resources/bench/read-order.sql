-- The work of reading one order with its lines.
\set n random(1, 1000)
begin;
select now(), set_config('erp.company', '@company@', true), set_config('erp.user', '00000000-0000-7000-8000-000000000002', true), set_config('erp.correlation', '0af7651916cd43dd8448eb211c80319c', true);
select l.n, l.product_id, l.description, l.quantity, l.unit, l.unit_price, l.price_source, l.discount_percent, l.net, l.tax_category, l.tax_rate, l.delivered, l.invoiced, coalesce((select sum(r.quantity) from inventory.reservations r where r.company_id = l.company_id and r.source_id = l.order_id and r.source_line = l.n and r.state = 'reserved'), 0) as reserved from sales.order_lines l where l.company_id = @company@ and l.order_id = bench.id(4, :n) order by l.n;
select o.id, o.number, o.partner_id, p.name as partner_name, o.state, o.order_date, o.requested_date, o.customer_reference, o.external_id, o.currency, o.net, o.tax, o.gross, o.ship_to_country, o.cancel_reason, o.revision, o.version, o.recorded_at from sales.orders o join partners.partners p on p.company_id = o.company_id and p.id = o.partner_id where o.company_id = @company@ and o.id = bench.id(4, :n);
rollback;
