-- What both sides of the benchmark sell: a company's 100 customers and 500 products with plenty of stock, under names that a script
-- can compute. Run as the superuser, once; @company@ is the company's number.
create schema bench;
grant usage on schema bench to erp_command, erp_query;
create function bench.id(kind integer, n bigint) returns uuid language sql immutable parallel safe
    return (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;
create sequence bench.drafts;
grant usage on sequence bench.drafts to erp_command;

set session_replication_role = replica;
select set_config('erp.user', '00000000-0000-7000-8000-000000000001', false);
insert into partners.partners (company_id, id, customer_number, name, street, postal_code, city, country, language, payment_days)
select @company@, bench.id(1, n), 10000 + n, 'Kunde ' || n, 'Allee ' || n, '20095', 'Hamburg', 'DE', 'de', 14 from generate_series(1, 100) n;
insert into products.products (company_id, id, number, name, unit, tax_class, valuation, tracking, stocked)
select @company@, bench.id(2, n), 'P' || n, 'Artikel ' || n, 'C62', 'standard', 'average', 'none', true from generate_series(1, 500) n;
insert into products.prices (company_id, price_list, product_id, min_quantity, valid, price)
select @company@, 'standard', bench.id(2, n), 1, daterange('2024-01-01', null), 10 + n % 90 from generate_series(1, 500) n;
insert into inventory.balances (company_id, product_id, location_id, on_hand)
select @company@, bench.id(2, n), (select id from inventory.locations where company_id = @company@ and code = 'MAIN'), 1000000000
  from generate_series(1, 500) n;
-- Five thousand entries a month, over ten months.
insert into ledger.entries (company_id, id, period, business_date, source_type, source_id, text, currency)
select @company@, bench.id(5, n), to_char(d.day, 'YYYY-MM'), d.day, 'manual', bench.id(5, n), 'Verkauf ' || n, 'EUR'
  from generate_series(1, 50000) n cross join lateral (select (current_date - 300 + n % 300)::date as day) d;
insert into ledger.lines (company_id, entry_id, n, account, debit, credit, partner_id, tax_category, tax_rate, tax_base, box)
select @company@, bench.id(5, n), l.*
  from generate_series(1, 50000) n
 cross join lateral (values (1, '1200', 119.00, 0, bench.id(1, 1 + n % 100), null, null::numeric, null::numeric, null),
                            (2, '4400', 0, 100.00, null, 'S', 19, 100.00, '81'), (3, '3806', 0, 19.00, null, 'S', 19, 100.00, null)) l;
set session_replication_role = origin;
analyze;
