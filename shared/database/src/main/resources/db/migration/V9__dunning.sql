-- Dunning: its levels, the letters it wrote, and whom it spares. What a letter claims beside the invoices is booked when it is paid.

create table receivables.dunning_levels (
    company_id          integer     not null references platform.companies,
    level               smallint    not null check (level between 1 and 9),
    days                integer     not null check (days between 1 and 365),
    -- What the letters up to this level cost in all; claimed once a letter.
    fee                 numeric     not null check (fee >= 0),
    -- Whether interest (§ 288 (1), (2) BGB) and the flat compensation (§ 288 (5) BGB) are claimed.
    interest            boolean     not null,
    -- Which words the letter has.
    text                text        not null check (text in ('reminder', 'demand', 'final_demand')),
    -- How long the customer is given.
    payment_days        integer     not null check (payment_days between 1 and 60),
    version             integer     not null default 1,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default coalesce(platform.actor(), '00000000-0000-0000-0000-000000000000'),
    primary key (company_id, level)
);

-- What a company begins with: a reminder, a demand, and a last one.
create function receivables.create_dunning_levels(company integer) returns void language sql as $$
    insert into receivables.dunning_levels (company_id, level, days, fee, interest, text, payment_days)
    values (company, 1,  7, 0.00, false, 'reminder',     7),
           (company, 2, 21, 2.50, true,  'demand',       7),
           (company, 3, 35, 5.00, true,  'final_demand', 7)
$$;

-- A letter as it was sent: all that stands in it is frozen here and in its items.
create table receivables.dunning_letters (
    company_id          integer     not null,
    id                  uuid        not null,
    partner_id          uuid        not null,
    letter_date         date        not null,
    -- That of its highest item.
    level               smallint    not null,
    text                text        not null,
    pay_by              date        not null,
    currency            text        not null,
    open                numeric     not null check (open > 0),
    interest            numeric     not null check (interest >= 0),
    -- The last day that interest is claimed for: the letter's, or the last one whose base rate had been announced.
    interest_until      date        not null,
    compensation        numeric     not null check (compensation >= 0),
    fee                 numeric     not null check (fee >= 0),
    total               numeric     not null,
    -- Seller and buyer as they were.
    snapshot            jsonb       not null,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    correlation_id      uuid        default platform.correlation(),
    primary key (company_id, id),
    constraint total_is_all_that_is_claimed check (total = open + interest + compensation + fee),
    -- The compensation covers what a reminder costs (§ 288 (5) BGB).
    constraint fee_or_compensation check (fee = 0 or compensation = 0)
);

create table receivables.dunning_items (
    company_id          integer     not null,
    letter_id           uuid        not null,
    n                   smallint    not null,
    item_id             uuid        not null,
    invoice_id          uuid        not null,
    number              text        not null,
    invoice_date        date        not null,
    due_date            date        not null,
    level               smallint    not null,
    -- How long it is overdue.
    days                integer     not null check (days > 0),
    amount              numeric     not null check (amount > 0),
    -- What nothing has settled, less what the customer is owed elsewhere.
    open                numeric     not null,
    interest            numeric     not null check (interest >= 0),
    compensation        numeric     not null check (compensation >= 0),
    primary key (company_id, letter_id, n),
    foreign key (company_id, letter_id) references receivables.dunning_letters,
    foreign key (company_id, item_id) references receivables.open_items,
    -- A claim is dunned once at each level.
    constraint already_dunned unique (company_id, item_id, level),
    constraint at_most_what_was_invoiced check (open > 0 and open <= amount)
);

-- Who is not dunned, and until when: a customer, or one invoice, as long as it is disputed or more time was given. The newest counts.
create table receivables.dunning_blocks (
    company_id          integer     not null,
    id                  uuid        not null,
    partner_id          uuid,
    invoice_id          uuid,
    until               date        not null,
    reason              text        not null,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    primary key (company_id, id),
    foreign key (company_id, partner_id) references partners.partners,
    foreign key (company_id, invoice_id) references receivables.invoices,
    constraint block_is_of_one check ((partner_id is null) <> (invoice_id is null))
);
create index on receivables.dunning_blocks (company_id, partner_id, id) where partner_id is not null;
create index on receivables.dunning_blocks (company_id, invoice_id, id) where invoice_id is not null;

-- The companies there are already; their owner sees them all as long as row-level security does not bind it.
alter table platform.companies no force row level security;
select receivables.create_dunning_levels(company_id) from platform.companies;
alter table platform.companies force row level security;

call platform.isolate(array['receivables.dunning_levels', 'receivables.dunning_letters', 'receivables.dunning_items',
                            'receivables.dunning_blocks']::regclass[]);
call platform.append_only(array['receivables.dunning_letters', 'receivables.dunning_items', 'receivables.dunning_blocks']::regclass[]);
