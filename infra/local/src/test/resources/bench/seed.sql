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
set session_replication_role = origin;
analyze;
