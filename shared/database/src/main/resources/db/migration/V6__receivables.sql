-- Receivables: invoices and credit notes, payments, open items and their allocation.
--
-- None of these tables has a foreign key to platform.companies: its check would lock the one row of a company in every posting, and
-- parallel postings would share that lock in a multixact. Row-level security binds each row to the company of the transaction, and
-- the number range that every invoice draws from has that foreign key.

create schema receivables;

create table receivables.invoices (
    company_id          integer     not null,
    id                  uuid        not null,
    -- UNTDID 1001: 380 invoice, 381 credit note, 384 corrected invoice (the reversing document of a cancelled one).
    type                text        not null check (type in ('380', '381', '384')),
    number              text,
    -- discarded: a draft that was given up; it never had a number.
    state               text        not null check (state in ('draft', 'discarded', 'posted', 'partly_paid', 'paid', 'cancelled')),
    partner_id          uuid        not null,
    invoice_date        date        not null,
    supply_date         date        not null,
    due_date            date        not null,
    currency            text        not null,
    ship_to_country     text        not null,
    net                 numeric     not null,
    tax                 numeric     not null,
    gross               numeric     not null,
    -- Seller, buyer and payment terms as they stood when the document was posted.
    snapshot            jsonb,
    corrects_id         uuid,
    cancels_id          uuid,
    entry_id            uuid,
    note                text,
    version             integer     not null default 1,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    correlation_id      uuid        default platform.correlation(),
    primary key (company_id, id),
    constraint invoice_number_taken unique (company_id, number),
    constraint total_is_net_plus_tax check (gross = net + tax),
    constraint number_comes_with_posting check ((state in ('draft', 'discarded')) = (number is null)),
    foreign key (company_id, corrects_id) references receivables.invoices,
    foreign key (company_id, cancels_id) references receivables.invoices
);
-- An invoice has one reversing document at most.
create unique index already_cancelled on receivables.invoices (company_id, cancels_id) where cancels_id is not null;
create index on receivables.invoices (company_id, corrects_id) where corrects_id is not null;
create index on receivables.invoices (company_id, partner_id);
create index on receivables.invoices (company_id, invoice_date, id);

create table receivables.invoice_lines (
    company_id          integer     not null,
    invoice_id          uuid        not null,
    n                   smallint    not null,
    order_id            uuid,
    order_line          smallint,
    delivery_id         uuid,
    delivery_line       smallint,
    corrects_line       smallint,
    product_id          uuid,
    description         text        not null,
    quantity            numeric     not null check (quantity <> 0),
    unit                text        not null,
    unit_price          numeric     not null,
    discount_percent    numeric     not null,
    net                 numeric     not null,
    -- The product's class that the tax was determined by; null where the line names its tax itself.
    tax_class           text,
    tax_category        text        not null,
    tax_rate            numeric     not null,
    -- Why there is no tax, for people (BT-120).
    tax_note            text,
    -- What credit notes have taken back of this line.
    credited_quantity   numeric     not null default 0,
    credited_net        numeric     not null default 0,
    primary key (company_id, invoice_id, n),
    foreign key (company_id, invoice_id) references receivables.invoices,
    constraint credit_exceeds_invoice check (credited_quantity between 0 and greatest(quantity, 0)
                                         and credited_net between 0 and greatest(net, 0))
);
create index on receivables.invoice_lines (company_id, delivery_id, delivery_line) where delivery_id is not null;
create index on receivables.invoice_lines (company_id, order_id, order_line) where order_id is not null;

create table receivables.invoice_taxes (
    company_id          integer     not null,
    invoice_id          uuid        not null,
    category            text        not null,
    rate                numeric     not null,
    -- The case of erp.tax.TaxCase: with the day of supply it gives the accounts and the boxes of the VAT return.
    tax_case            text        not null,
    basis               numeric     not null,
    tax                 numeric     not null,
    reason              text,
    primary key (company_id, invoice_id, category, rate),
    foreign key (company_id, invoice_id) references receivables.invoices
);

create table receivables.payments (
    company_id          integer     not null,
    id                  uuid        not null,
    partner_id          uuid        not null,
    direction           text        not null check (direction in ('incoming', 'outgoing')),
    payment_date        date        not null,
    amount              numeric     not null check (amount > 0),
    currency            text        not null,
    account             text        not null,
    reference           text,
    entry_id            uuid        not null,
    -- A payment recorded by mistake, or returned by the bank, is taken back by one in the opposite direction.
    cancels_id          uuid,
    reason              text,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    correlation_id      uuid        default platform.correlation(),
    primary key (company_id, id),
    foreign key (company_id, cancels_id) references receivables.payments
);
create index on receivables.payments (company_id, partner_id);
create unique index payment_cancelled_once on receivables.payments (company_id, cancels_id) where cancels_id is not null;

-- One row for each posted document a partner owes (+) or is owed (-); open is what no allocation has settled yet.
create table receivables.open_items (
    company_id          integer     not null,
    id                  uuid        not null,
    partner_id          uuid        not null,
    source_type         text        not null check (source_type in ('sales_invoice', 'payment')),
    source_id           uuid        not null,
    business_date       date        not null,
    due_date            date        not null,
    currency            text        not null,
    amount              numeric     not null check (amount <> 0),
    open                numeric     not null,
    recorded_at         timestamptz not null default now(),
    primary key (company_id, id),
    constraint one_item_a_document unique (company_id, source_id),
    constraint over_allocation check (open * amount >= 0 and abs(open) <= abs(amount))
);
create index on receivables.open_items (company_id, partner_id) where open <> 0;
create index on receivables.open_items (company_id, due_date) where open <> 0;

create table receivables.allocations (
    company_id          integer     not null,
    id                  uuid        not null,
    debit_item          uuid        not null,
    credit_item         uuid        not null,
    -- What both items lose; a cash discount is lost by the debit item alone. A credit note takes its share of a granted discount
    -- back by the negative of it: it loses the amount, the invoice nothing. What is undone is repeated with the sign changed.
    amount              numeric     not null,
    discount            numeric     not null default 0,
    business_date       date        not null,
    entry_id            uuid,
    undoes_id           uuid,
    reason              text,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    correlation_id      uuid        default platform.correlation(),
    primary key (company_id, id),
    foreign key (company_id, debit_item) references receivables.open_items,
    foreign key (company_id, credit_item) references receivables.open_items,
    foreign key (company_id, undoes_id) references receivables.allocations,
    check (amount <> 0 and (amount > 0) = (undoes_id is null)),
    check (discount * amount >= 0 or discount = -amount)
);
-- An allocation is undone once at most.
create unique index already_undone on receivables.allocations (company_id, undoes_id) where undoes_id is not null;
create index on receivables.allocations (company_id, debit_item);
create index on receivables.allocations (company_id, credit_item);

call platform.isolate(array['receivables.invoices', 'receivables.invoice_lines', 'receivables.invoice_taxes',
                            'receivables.payments', 'receivables.open_items', 'receivables.allocations']::regclass[]);
call platform.append_only(array['receivables.payments', 'receivables.allocations', 'receivables.invoice_taxes']::regclass[]);

-- For a statement that finds, once it holds its locks, that what it is about to change has grown meanwhile: the transaction begins anew.
create function receivables.repeat() returns void language plpgsql as $$
begin
    raise exception 'it changed while its locks were waited for' using errcode = 'serialization_failure';
end $$;

-- An item may only lose what an allocation has taken, and get back what is undone: what it is about stays as it was written.
create function receivables.freeze_item() returns trigger language plpgsql as $$
begin
    if (to_jsonb(new) - 'open') is distinct from (to_jsonb(old) - 'open') then
        raise exception 'item % is written once', old.id using errcode = 'restrict_violation', constraint = 'posted_is_frozen';
    end if;
    return new;
end $$;
create trigger frozen before update on receivables.open_items for each row execute function receivables.freeze_item();

-- A posted document is frozen: only its state (payment, cancellation) may change, and of its lines only what has been credited.
create function receivables.freeze_invoice() returns trigger language plpgsql as $$
begin
    if (to_jsonb(new) - array['state', 'version']) is distinct from (to_jsonb(old) - array['state', 'version']) then
        raise exception 'invoice % is posted', old.number using errcode = 'restrict_violation', constraint = 'posted_is_frozen';
    end if;
    return new;
end $$;
create trigger frozen before update on receivables.invoices for each row when (old.state <> 'draft') execute function receivables.freeze_invoice();

create function receivables.freeze_line() returns trigger language plpgsql as $$
begin
    if (to_jsonb(new) - array['credited_quantity', 'credited_net']) is distinct from
       (to_jsonb(old) - array['credited_quantity', 'credited_net']) then
        raise exception 'line % of invoice % is written once', old.n, old.invoice_id
            using errcode = 'restrict_violation', constraint = 'posted_is_frozen';
    end if;
    return new;
end $$;
create trigger frozen before update on receivables.invoice_lines for each row execute function receivables.freeze_line();

create function receivables.keep_invoice() returns trigger language plpgsql as $$
begin
    raise exception 'invoices are never deleted' using errcode = 'restrict_violation', constraint = 'append_only';
end $$;
create trigger kept before delete on receivables.invoices for each row execute function receivables.keep_invoice();
create trigger kept before delete on receivables.invoice_lines for each row execute function receivables.keep_invoice();
