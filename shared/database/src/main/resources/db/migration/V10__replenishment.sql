-- Replenishment: what is to be kept in stock, what is proposed to be bought, and who waits for goods.

-- When a product falls below the minimum at a place, it is filled up to the maximum, in multiples of the lot size.
create table inventory.reordering_rules (
    company_id          integer     not null,
    product_id          uuid        not null,
    location_id         uuid        not null,
    minimum             numeric     not null check (minimum >= 0),
    maximum             numeric     not null,
    lot_size            numeric     not null check (lot_size > 0),
    version             integer     not null default 1,
    changed_at          timestamptz not null default now(),
    changed_by          uuid        not null default platform.actor(),
    primary key (company_id, product_id, location_id),
    foreign key (company_id, product_id) references products.products,
    foreign key (company_id, location_id) references inventory.locations,
    constraint maximum_below_minimum check (maximum >= minimum)
);

-- What the last run proposes, and by which figures. The next run replaces it, and takes away what is not needed any more.
create table inventory.replenishment_proposals (
    company_id          integer     not null,
    id                  uuid        not null,
    product_id          uuid        not null,
    location_id         uuid        not null,
    quantity            numeric     not null check (quantity > 0),
    on_hand             numeric     not null,
    reserved            numeric     not null,
    -- What confirmed orders want, and nothing is reserved for.
    waiting             numeric     not null,
    minimum             numeric     not null,
    maximum             numeric     not null,
    lot_size            numeric     not null,
    -- A dismissed proposal stays so until another quantity is needed.
    state               text        not null default 'proposed' check (state in ('proposed', 'dismissed')),
    version             integer     not null default 1,
    changed_at          timestamptz not null default now(),
    primary key (company_id, id),
    constraint one_proposal_a_place unique (company_id, product_id, location_id),
    foreign key (company_id, product_id, location_id) references inventory.reordering_rules
);

call platform.isolate(array['inventory.reordering_rules', 'inventory.replenishment_proposals']::regclass[]);

-- How an order's goods are reserved when more of them come: what is there, or everything at once.
alter table sales.orders add column reservation text not null default 'partial' check (reservation in ('partial', 'all'));

-- Who waits for a product is looked up whenever some of it comes.
create index outstanding on sales.order_lines (company_id, product_id) where stocked and delivered < quantity;

-- The lines of confirmed orders for which not everything is reserved, with what is missing.
create view sales.waiting_lines with (security_invoker = true) as
select l.company_id, l.order_id, l.n, l.product_id, o.location_id, o.reservation, o.number, o.order_date,
       coalesce(o.requested_date, o.order_date) as wanted_date, l.quantity - l.delivered - coalesce(r.quantity, 0) as missing
  from sales.order_lines l
  join sales.orders o on o.company_id = l.company_id and o.id = l.order_id and o.state in ('confirmed', 'partly_delivered')
  left join lateral (select sum(v.quantity) as quantity from inventory.reservations v
                      where v.company_id = l.company_id and v.source_id = l.order_id and v.source_line = l.n and v.state = 'reserved') r on true
 where l.stocked and l.delivered < l.quantity and l.quantity - l.delivered > coalesce(r.quantity, 0);
