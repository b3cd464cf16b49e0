-- Drafts of invoices @from@ to @to@: of orders of 5 lines that have been delivered.
set session_replication_role = replica;
select set_config('erp.user', '00000000-0000-7000-8000-000000000002', false);
insert into sales.orders (company_id, id, number, partner_id, state, order_date, currency, location_id, ship_to_country, net, tax, gross)
select @company@, bench.id(4, n), 'B-' || n, bench.id(1, 1 + n % 100), 'delivered', current_date, 'EUR', '@location@', 'DE', 250.00, 47.50, 297.50
  from generate_series(@from@, @to@) n;
insert into sales.order_lines (company_id, order_id, n, product_id, description, quantity, unit, unit_price, price_source, discount_percent,
                               net, tax_class, tax_category, tax_rate, stocked, delivered, invoiced)
select @company@, bench.id(4, n), l, bench.id(2, 100 * l - n % 100), 'Artikel ' || l, 1, 'C62', 50, 'standard/1', 0, 50.00, 'standard', 'S', 19, true, 1, 1
  from generate_series(@from@, @to@) n cross join generate_series(1, 5) l;
insert into receivables.invoices (company_id, id, type, state, partner_id, invoice_date, supply_date, due_date, currency, ship_to_country,
                                  net, tax, gross)
select @company@, bench.id(3, n), '380', 'draft', bench.id(1, 1 + n % 100), current_date, current_date, current_date + 14, 'EUR', 'DE', 250.00,
       47.50, 297.50
  from generate_series(@from@, @to@) n;
insert into receivables.invoice_lines (company_id, invoice_id, n, order_id, order_line, product_id, description, quantity, unit, unit_price,
                                       discount_percent, net, tax_class, tax_category, tax_rate)
select @company@, bench.id(3, n), l, bench.id(4, n), l, bench.id(2, 100 * l - n % 100), 'Artikel ' || l, 1, 'C62', 50, 0, 50.00, 'standard', 'S', 19
  from generate_series(@from@, @to@) n cross join generate_series(1, 5) l;
insert into receivables.invoice_taxes (company_id, invoice_id, category, rate, tax_case, basis, tax)
select @company@, bench.id(3, n), 'S', 19, 'standard', 250.00, 47.50 from generate_series(@from@, @to@) n;
set session_replication_role = origin;
analyze sales.orders, sales.order_lines, receivables.invoices, receivables.invoice_lines, receivables.invoice_taxes;
