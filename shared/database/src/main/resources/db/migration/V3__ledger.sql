-- The ledger: accounts, periods, the journal and the seals over it.

create schema ledger;

create table ledger.accounts (
    company_id          integer     not null references platform.companies,
    number              text        not null check (number ~ '^[0-9]{4}$'),
    name_de             text        not null,
    name_en             text        not null,
    type                text        not null check (type in ('asset', 'liability', 'equity', 'income', 'expense')),
    postable            boolean     not null default true,
    version             integer     not null default 1,
    primary key (company_id, number)
);

-- A month without a row is open; a row tells that, and how, a month was closed.
create table ledger.periods (
    company_id          integer     not null references platform.companies,
    id                  text        not null check (id ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    state               text        not null check (state in ('open', 'soft_closed', 'hard_closed')),
    stock_state         text        not null check (stock_state in ('open', 'closed')),
    version             integer     not null default 1,
    changed_at          timestamptz not null default now(),
    changed_by          uuid        not null default platform.actor(),
    primary key (company_id, id),
    constraint closed_ledger_closes_stock check (state = 'open' or stock_state = 'closed')
);

create table ledger.entries (
    company_id          integer     not null,
    id                  uuid        not null,
    period              text        not null,
    business_date       date        not null,
    source_type         text        not null,
    source_id           uuid        not null,
    text                text        not null,
    currency            text        not null,
    reverses_id         uuid,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    correlation_id      uuid        default platform.correlation(),
    primary key (company_id, id),
    constraint already_reversed unique (company_id, reverses_id),
    constraint period_is_of_date check (period = to_char(business_date, 'YYYY-MM')),
    foreign key (company_id, reverses_id) references ledger.entries
);
create index on ledger.entries (company_id, business_date, id);
create index on ledger.entries (company_id, source_id);

create table ledger.lines (
    company_id          integer     not null,
    entry_id            uuid        not null,
    n                   smallint    not null,
    account             text        not null,
    debit               numeric     not null,
    credit              numeric     not null,
    partner_id          uuid,
    tax_category        text,
    tax_rate            numeric,
    tax_base            numeric,
    box                 text,
    text                text,
    primary key (company_id, entry_id, n),
    foreign key (company_id, entry_id) references ledger.entries,
    -- A general reversal (Generalumkehr) repeats the side with a negative amount, so a side may be below zero, but never both be used.
    constraint one_side_is_used check ((debit = 0) <> (credit = 0)),
    constraint amount_in_range check (abs(debit) < 1000000000000 and abs(credit) < 1000000000000)
);
create index on ledger.lines (company_id, account);

-- All lines of an entry arrive in one statement: numbered from 1 without gaps, at least two, and in balance. A later line would
-- have to be number 1 again, so nothing can be added to an entry that stands. The account is checked here and not by a foreign key,
-- whose lock on the one row of a busy account every posting would share; accounts are never deleted.
create function ledger.check_lines() returns trigger language plpgsql as $$
declare
    bad record;
begin
    select l.account into bad
      from arrived l
     where not exists (select from ledger.accounts a where a.company_id = l.company_id and a.number = l.account and a.postable)
     limit 1;
    if found then
        raise exception 'account % cannot be posted to', bad.account
            using errcode = 'check_violation', constraint = 'unknown_account', detail = bad.account;
    end if;
    select l.entry_id, sum(l.debit) - sum(l.credit) as difference, count(*) as lines, min(l.n) as first, max(l.n) as last
      into bad
      from arrived l
     group by l.company_id, l.entry_id
    having sum(l.debit) <> sum(l.credit) or count(*) < 2 or min(l.n) <> 1 or max(l.n) <> count(*)
     limit 1;
    if found then
        raise exception 'entry %: difference % over % lines from % to %', bad.entry_id, bad.difference, bad.lines, bad.first, bad.last
            using errcode = 'check_violation', constraint = 'unbalanced';
    end if;
    return null;
end $$;
create trigger check_lines after insert on ledger.lines referencing new table as arrived
    for each statement execute function ledger.check_lines();

-- An entry without lines would be in balance too: refused at commit.
create function ledger.check_entry() returns trigger language plpgsql as $$
begin
    if not exists (select from ledger.lines l where l.company_id = new.company_id and l.entry_id = new.id) then
        raise exception 'entry % has no lines', new.id using errcode = 'check_violation', constraint = 'unbalanced';
    end if;
    return null;
end $$;
create constraint trigger check_entry after insert on ledger.entries deferrable initially deferred
    for each row execute function ledger.check_entry();

-- The period guard, a second time: the posting code holds a shared lock on the month, close-period an exclusive one.
create function ledger.check_period() returns trigger language plpgsql as $$
begin
    if exists (select from ledger.periods p
                where p.company_id = new.company_id and p.id = new.period and p.state <> 'open') then
        raise exception 'period % is closed', new.period using errcode = 'exclusion_violation', constraint = 'period_closed';
    end if;
    return new;
end $$;
create trigger check_period before insert on ledger.entries for each row execute function ledger.check_period();

-- The chain: seal n holds SHA-256 over seal n-1's hash and the canonical bytes of one entry.
create table ledger.seals (
    company_id          integer     not null,
    seal_no             bigint      not null check (seal_no > 0),
    entry_id            uuid        not null,
    format              smallint    not null,
    previous_hash       bytea       not null,
    hash                bytea       not null,
    recorded_at         timestamptz not null default now(),
    primary key (company_id, seal_no),
    unique (company_id, entry_id),
    foreign key (company_id, entry_id) references ledger.entries
);

call platform.isolate(array['ledger.accounts', 'ledger.periods', 'ledger.entries', 'ledger.lines',
                            'ledger.seals']::regclass[]);
call platform.append_only(array['ledger.entries', 'ledger.lines', 'ledger.seals']::regclass[]);
