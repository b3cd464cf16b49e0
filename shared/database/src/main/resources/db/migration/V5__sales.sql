-- Sales: orders with their revisions, and deliveries.

create schema sales;

create table sales.orders (
    company_id          integer     not null,
    id                  uuid        not null,
    number              text        not null,
    partner_id          uuid        not null,
    state               text        not null check (state in ('draft', 'confirmed', 'partly_delivered', 'delivered', 'closed', 'cancelled')),
    order_date          date        not null,
    requested_date      date,
    currency            text        not null,
    location_id         uuid        not null,
    ship_to             jsonb,
    ship_to_country     text        not null,
    customer_reference  text,
    net                 numeric     not null,
    tax                 numeric     not null,
    gross               numeric     not null,
    revision            integer     not null default 1,
    external_id         text,
    cancel_reason       text,
    version             integer     not null default 1,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    correlation_id      uuid        default platform.correlation(),
    primary key (company_id, id),
    constraint order_number_taken unique (company_id, number),
    constraint order_external_id_taken unique (company_id, external_id),
    constraint total_is_net_plus_tax check (gross = net + tax)
);
create index on sales.orders (company_id, partner_id) where state in ('confirmed', 'partly_delivered', 'delivered');
create index on sales.orders (company_id, order_date, id);

create table sales.order_lines (
    company_id          integer     not null,
    order_id            uuid        not null,
    n                   smallint    not null,
    product_id          uuid        not null,
    description         text        not null,
    quantity            numeric     not null check (quantity > 0),
    unit                text        not null,
    unit_price          numeric     not null check (unit_price >= 0),
    price_source        text        not null,
    discount_percent    numeric     not null check (discount_percent >= 0 and discount_percent <= 100),
    net                 numeric     not null,
    tax_class           text        not null,
    tax_category        text        not null,
    tax_rate            numeric     not null,
    stocked             boolean     not null,
    delivered           numeric     not null default 0,
    invoiced            numeric     not null default 0,
    primary key (company_id, order_id, n),
    foreign key (company_id, order_id) references sales.orders,
    constraint over_delivery check (delivered >= 0 and delivered <= quantity),
    constraint already_invoiced check (invoiced >= 0 and invoiced <= quantity)
);

-- What an order said before it was amended; the order itself holds the newest revision.
create table sales.order_revisions (
    company_id          integer     not null,
    order_id            uuid        not null,
    revision            integer     not null,
    content             jsonb       not null,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    primary key (company_id, order_id, revision),
    foreign key (company_id, order_id) references sales.orders
);

create table sales.deliveries (
    company_id          integer     not null,
    id                  uuid        not null,
    number              text        not null,
    partner_id          uuid        not null,
    state               text        not null check (state in ('draft', 'shipped', 'cancelled')),
    location_id         uuid        not null,
    planned_date        date        not null,
    ship_date           date,
    ship_to             jsonb,
    ship_to_country     text        not null,
    entry_id            uuid,
    version             integer     not null default 1,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    correlation_id      uuid        default platform.correlation(),
    primary key (company_id, id),
    constraint delivery_number_taken unique (company_id, number),
    constraint shipped_has_a_date check ((state = 'shipped') = (ship_date is not null))
);
create index on sales.deliveries (company_id, partner_id);

create table sales.delivery_lines (
    company_id          integer     not null,
    delivery_id         uuid        not null,
    n                   smallint    not null,
    order_id            uuid        not null,
    order_line          smallint    not null,
    product_id          uuid        not null,
    quantity            numeric     not null check (quantity > 0),
    lot                 text        not null default '',
    invoiced            numeric     not null default 0,
    primary key (company_id, delivery_id, n),
    foreign key (company_id, delivery_id) references sales.deliveries,
    -- Not of the order's line: that may be taken out of its order when the delivery has been given up.
    foreign key (company_id, order_id) references sales.orders,
    constraint delivery_invoiced_once check (invoiced >= 0 and invoiced <= quantity)
);
create index on sales.delivery_lines (company_id, order_id, order_line);

call platform.isolate(array['sales.orders', 'sales.order_lines', 'sales.order_revisions', 'sales.deliveries',
                            'sales.delivery_lines']::regclass[]);
call platform.append_only(array['sales.order_revisions']::regclass[]);
