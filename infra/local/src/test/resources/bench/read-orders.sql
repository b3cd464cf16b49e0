-- The work of reading the hundred newest orders.
begin;
select now(), set_config('erp.company', '@company@', true), set_config('erp.user', '00000000-0000-7000-8000-000000000002', true), set_config('erp.correlation', '0af7651916cd43dd8448eb211c80319c', true);
select * from (select o.id, o.number, o.partner_id, p.name as partner_name, o.state, o.order_date, o.requested_date, o.customer_reference, o.external_id, o.currency, o.net, o.tax, o.gross, o.version from sales.orders o join partners.partners p on p.company_id = o.company_id and p.id = o.partner_id where o.company_id = @company@) x order by id desc limit 101;
rollback;
