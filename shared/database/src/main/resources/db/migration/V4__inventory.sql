-- Stock: moves and value layers are facts and only ever added; balances, remainders and pools are counters beside them,
-- changed in the same transaction under row locks in key order. Tables that every transaction writes have no foreign key to the company:
-- all writers would share the lock of its one row. Row-level security already keeps out any other company, and none is ever deleted.

create schema inventory;

create table inventory.locations (
    company_id          integer     not null references platform.companies,
    id                  uuid        not null,
    code                text        not null,
    name                text        not null,
    kind                text        not null check (kind in ('storage', 'supplier', 'customer', 'opening', 'gain_loss')),
    primary key (company_id, id),
    constraint location_code_taken unique (company_id, code)
);

create table inventory.moves (
    company_id          integer     not null,
    id                  uuid        not null,
    product_id          uuid        not null,
    from_location       uuid        not null,
    to_location         uuid        not null,
    lot                 text        not null default '',
    quantity            numeric     not null check (quantity > 0),
    business_date       date        not null,
    source_type         text        not null,
    source_id           uuid        not null,
    source_line         smallint    not null,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    correlation_id      uuid        default platform.correlation(),
    primary key (company_id, id),
    constraint move_changes_place check (from_location <> to_location)
);
create index on inventory.moves (company_id, product_id, business_date, id);
create index on inventory.moves (company_id, source_id);

create table inventory.balances (
    company_id          integer     not null,
    product_id          uuid        not null,
    location_id         uuid        not null,
    lot                 text        not null default '',
    on_hand             numeric     not null,
    reserved            numeric     not null default 0,
    primary key (company_id, product_id, location_id, lot),
    foreign key (company_id, product_id) references products.products,
    foreign key (company_id, location_id) references inventory.locations,
    constraint insufficient_stock check (on_hand >= 0),
    constraint not_available check (reserved >= 0 and reserved <= on_hand)
) with (fillfactor = 70);

create table inventory.reservations (
    company_id          integer     not null,
    id                  uuid        not null,
    product_id          uuid        not null,
    location_id         uuid        not null,
    lot                 text        not null default '',
    quantity            numeric     not null check (quantity > 0),
    state               text        not null default 'reserved' check (state in ('reserved', 'consumed', 'released')),
    source_type         text        not null,
    source_id           uuid        not null,
    source_line         smallint    not null,
    version             integer     not null default 1,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    primary key (company_id, id)
);
create index on inventory.reservations (company_id, source_id, source_line) where state = 'reserved';
create index on inventory.reservations (company_id, product_id) where state = 'reserved';

-- The value of stock per product. FIFO keeps open layers beside it; the moving average needs nothing else.
create table inventory.pools (
    company_id          integer     not null,
    product_id          uuid        not null,
    quantity            numeric     not null,
    value               numeric     not null,
    layers              bigint      not null default 0,
    primary key (company_id, product_id),
    foreign key (company_id, product_id) references products.products,
    constraint negative_stock check (quantity >= 0),
    constraint negative_value check (value >= 0),
    constraint no_value_without_quantity check (quantity > 0 or value = 0)
) with (fillfactor = 70);

-- Receipts (+), issues (-, naming the layer they consume under FIFO) and corrections (quantity 0). Locations, products and consumed
-- layers are not referenced from here and from moves: the check of a foreign key locks the row it names, and all postings would
-- share those few; the balances and pools that they change do reference them.
create table inventory.value_layers (
    company_id          integer     not null,
    id                  uuid        not null,
    product_id          uuid        not null,
    move_id             uuid,
    consumes_id         uuid,
    quantity            numeric     not null,
    value               numeric     not null,
    business_date       date        not null,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    primary key (company_id, id),
    foreign key (company_id, move_id) references inventory.moves,
    constraint value_has_the_sign_of_quantity check (quantity = 0 or value = 0 or sign(value) = sign(quantity)),
    constraint only_issues_consume check (consumes_id is null or quantity <= 0)
);
create index on inventory.value_layers (company_id, product_id, business_date);
create index on inventory.value_layers (company_id, move_id);

-- What is left of each FIFO layer, numbered in the order in which layers became known: the pool counts them under its lock.
create table inventory.open_layers (
    company_id          integer     not null,
    product_id          uuid        not null,
    n                   bigint      not null,
    layer_id            uuid        not null,
    quantity            numeric     not null check (quantity > 0),
    value               numeric     not null check (value >= 0),
    primary key (company_id, product_id, n),
    foreign key (company_id, layer_id) references inventory.value_layers
);

create table inventory.adjustments (
    company_id          integer     not null,
    id                  uuid        not null,
    reason              text        not null check (reason in ('opening', 'gain', 'loss')),
    business_date       date        not null,
    note                text,
    external_id         text,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    primary key (company_id, id),
    constraint adjustment_external_id_taken unique (company_id, external_id)
);

create table inventory.transfers (
    company_id          integer     not null,
    id                  uuid        not null,
    business_date       date        not null,
    note                text,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    primary key (company_id, id)
);

-- The period guard for stock, a second time: closed months take no moves, also when only their stock is closed.
create function inventory.check_period() returns trigger language plpgsql as $$
begin
    if exists (select from ledger.periods p
                where p.company_id = new.company_id and p.id = to_char(new.business_date, 'YYYY-MM') and p.stock_state <> 'open') then
        raise exception 'stock of % is closed', to_char(new.business_date, 'YYYY-MM')
            using errcode = 'exclusion_violation', constraint = 'period_closed';
    end if;
    return new;
end $$;
create trigger check_period before insert on inventory.moves for each row execute function inventory.check_period();

call platform.isolate(array['inventory.locations', 'inventory.moves', 'inventory.balances', 'inventory.reservations',
                            'inventory.pools', 'inventory.value_layers', 'inventory.open_layers', 'inventory.adjustments',
                            'inventory.transfers']::regclass[]);
call platform.append_only(array['inventory.moves', 'inventory.value_layers', 'inventory.adjustments',
                                'inventory.transfers']::regclass[]);
