-- Master data: partners, products and their prices.

create schema partners;
create schema products;

create table partners.partners (
    company_id          integer     not null references platform.companies,
    id                  uuid        not null,
    customer_number     integer     check (customer_number between 10000 and 69999),
    supplier_number     integer     check (supplier_number between 70000 and 99999),
    name                text        not null,
    street              text        not null,
    postal_code         text,
    city                text        not null,
    country             text        not null check (country ~ '^[A-Z]{2}$'),
    vat_id              text,
    email               text,
    phone               text,
    contact_name        text,
    language            text        not null check (language in ('de', 'en')),
    buyer_reference     text,
    payment_days        integer     not null check (payment_days between 0 and 365),
    discount_days       integer     check (discount_days between 0 and 365),
    discount_percent    numeric     check (discount_percent > 0 and discount_percent < 100),
    credit_limit        numeric     check (credit_limit >= 0),
    price_list          text,
    iban                text,
    bic                 text,
    state               text        not null default 'active' check (state in ('active', 'blocked', 'archived')),
    block_reason        text,
    external_id         text,
    -- What duplicates are found by. Under row-level security an index on lower(name) would not serve, because lower() is not leakproof.
    name_key            text        not null generated always as (lower(name)) stored,
    postal_code_key     text        generated always as (lower(postal_code)) stored,
    version             integer     not null default 1,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    changed_at          timestamptz not null default now(),
    changed_by          uuid        not null default platform.actor(),
    primary key (company_id, id),
    constraint customer_number_taken unique (company_id, customer_number),
    constraint supplier_number_taken unique (company_id, supplier_number),
    constraint partner_external_id_taken unique (company_id, external_id),
    constraint partner_has_a_role check (customer_number is not null or supplier_number is not null),
    constraint block_has_a_reason check ((state = 'blocked') = (block_reason is not null)),
    constraint discount_incomplete check ((discount_days is null) = (discount_percent is null))
);
create index on partners.partners (company_id, vat_id) where vat_id is not null;
create index on partners.partners (company_id, name_key);
create index on partners.partners (company_id, name, id);

-- Holds a range of partners' numbers until the end of the transaction, and lets it continue behind the numbers that callers named.
create function partners.hold_numbers(range_id text) returns void language plpgsql as $$
declare
    n bigint;
begin
    select next into n from platform.number_ranges where company_id = platform.company() and id = range_id for no key update;
    while exists (select from partners.partners
                   where company_id = platform.company() and (customer_number = n or supplier_number = n)) loop
        n := n + 1;
    end loop;
    update platform.number_ranges set next = n where company_id = platform.company() and id = range_id and next <> n;
end $$;

-- Who blocked or unblocked a partner, when and why.
create table partners.blocks (
    company_id          integer     not null,
    id                  uuid        not null,
    partner_id          uuid        not null,
    state               text        not null check (state in ('blocked', 'active')),
    reason              text        not null,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    primary key (company_id, id),
    foreign key (company_id, partner_id) references partners.partners
);
create index on partners.blocks (company_id, partner_id, id);

create table products.products (
    company_id          integer     not null references platform.companies,
    id                  uuid        not null,
    number              text        not null,
    name                text        not null,
    description         text,
    unit                text        not null,
    tax_class           text        not null check (tax_class in ('standard', 'reduced', 'zero', 'exempt')),
    valuation           text        not null check (valuation in ('fifo', 'average')),
    tracking            text        not null check (tracking in ('none', 'lot', 'serial')),
    stocked             boolean     not null,
    gtin                text,
    state               text        not null default 'active' check (state in ('active', 'archived')),
    external_id         text,
    version             integer     not null default 1,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    changed_at          timestamptz not null default now(),
    changed_by          uuid        not null default platform.actor(),
    primary key (company_id, id),
    constraint product_number_taken unique (company_id, number),
    constraint product_external_id_taken unique (company_id, external_id)
);

create table products.price_lists (
    company_id          integer     not null references platform.companies,
    id                  text        not null check (id ~ '^[a-z][a-z0-9-]{0,39}$'),
    name                text        not null,
    currency            text        not null check (currency ~ '^[A-Z]{3}$'),
    version             integer     not null default 1,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    changed_at          timestamptz not null default now(),
    changed_by          uuid        not null default platform.actor(),
    primary key (company_id, id)
);

-- One price for each key at any time: the exclusion constraint refuses overlapping validity.
create table products.prices (
    company_id          integer     not null,
    price_list          text        not null,
    n                   bigint      generated always as identity,
    product_id          uuid        not null,
    min_quantity        numeric     not null check (min_quantity > 0),
    valid               daterange   not null check (not isempty(valid)),
    price               numeric     not null check (price >= 0),
    primary key (company_id, price_list, n),
    foreign key (company_id, price_list) references products.price_lists,
    constraint unknown_product foreign key (company_id, product_id) references products.products,
    constraint overlap exclude using gist
        (company_id with =, price_list with =, product_id with =, min_quantity with =, valid with &&)
);
create index on products.prices (company_id, product_id, price_list);

alter table partners.partners add constraint unknown_price_list
    foreign key (company_id, price_list) references products.price_lists;

call platform.isolate(array['partners.partners', 'partners.blocks', 'products.products', 'products.price_lists', 'products.prices']::regclass[]);
call platform.append_only(array['partners.blocks']::regclass[]);
