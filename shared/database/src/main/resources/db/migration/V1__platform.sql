-- The platform: companies, users and their roles, number ranges, idempotency keys, imports.
-- Every table of a company leads with company_id in all its keys, and row-level security compares it with the company
-- that Work has set for the transaction; FORCE makes that hold for the owner too.

create schema platform;

-- Who acts, for whom, and on which request: set by Work at the start of each transaction, local to it.
create function platform.company() returns integer language sql stable parallel safe
    return nullif(current_setting('erp.company', true), '')::integer;
create function platform.actor() returns uuid language sql stable parallel safe
    return nullif(current_setting('erp.user', true), '')::uuid;
create function platform.correlation() returns uuid language sql stable parallel safe
    return nullif(current_setting('erp.correlation', true), '')::uuid;

-- Isolates a table by company: called once for each table of a company.
create procedure platform.isolate(tables regclass[]) language plpgsql as $$
declare
    t regclass;
begin
    foreach t in array tables loop
        execute format('alter table %s enable row level security', t);
        execute format('alter table %s force row level security', t);
        execute format('create policy company on %s using (company_id = (select platform.company()))', t);
    end loop;
end $$;

create function platform.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of %.% are only ever added', tg_table_schema, tg_table_name
        using errcode = 'restrict_violation', constraint = 'append_only';
end $$;

-- Makes a table append-only, also for its owner: called once for each table of posted facts.
create procedure platform.append_only(tables regclass[]) language plpgsql as $$
declare
    t regclass;
begin
    foreach t in array tables loop
        execute format('create trigger append_only before update or delete on %s for each row '
                       'execute function platform.refuse_change()', t);
        execute format('create trigger no_truncate before truncate on %s for each statement '
                       'execute function platform.refuse_change()', t);
    end loop;
end $$;

create table platform.companies (
    company_id      integer     generated always as identity primary key,
    name            text        not null,
    street          text        not null,
    postal_code     text        not null,
    city            text        not null,
    country         text        not null check (country ~ '^[A-Z]{2}$'),
    currency        text        not null check (currency ~ '^[A-Z]{3}$'),
    time_zone       text        not null,
    chart           text        not null check (chart in ('SKR03', 'SKR04')),
    tax_regime      text        not null check (tax_regime in ('standard', 'small_business')),
    vat_id          text,
    tax_number      text,
    contact_name    text,
    phone           text,
    email           text,
    iban            text,
    bic             text,
    valuation       text        not null check (valuation in ('fifo', 'average')),
    books_from      date        not null check (extract(day from books_from) = 1),
    version         integer     not null default 1,
    recorded_at     timestamptz not null default now(),
    recorded_by     uuid        not null default platform.actor(),
    constraint seller_has_tax_identity check (vat_id is not null or tax_number is not null)
);

create table platform.users (
    id              uuid        primary key,
    login           text        not null constraint login_taken unique check (login = lower(login)),
    name            text        not null,
    password_hash   text        not null,
    locale          text        not null check (locale in ('de', 'en')),
    operator        boolean     not null default false,
    active          boolean     not null default true,
    version         integer     not null default 1,
    recorded_at     timestamptz not null default now(),
    recorded_by     uuid        not null default platform.actor()
);

create table platform.roles (
    company_id      integer     not null references platform.companies,
    id              text        not null check (id ~ '^[a-z][a-z0-9-]{0,39}$'),
    name            text        not null,
    functions       text[]      not null,
    version         integer     not null default 1,
    recorded_at     timestamptz not null default now(),
    recorded_by     uuid        not null default platform.actor(),
    primary key (company_id, id)
);

create table platform.memberships (
    company_id      integer     not null references platform.companies,
    user_id         uuid        not null references platform.users,
    roles           text[]      not null,
    recorded_at     timestamptz not null default now(),
    recorded_by     uuid        not null default platform.actor(),
    primary key (company_id, user_id)
);
create index on platform.memberships (user_id);

-- A session begins with signing in; its row is locked by each refresh, so that it ends for all its tokens at once.
create table platform.sessions (
    id              uuid        primary key,
    user_id         uuid        not null references platform.users,
    started_at      timestamptz not null default now(),
    ended_at        timestamptz
);
create index on platform.sessions (user_id);

-- Refresh tokens are random and stand here as SHA-256 only; a used one that comes back ends its session.
create table platform.refresh_tokens (
    token_hash      bytea       primary key,
    family          uuid        not null references platform.sessions on delete cascade,
    company_id      integer     not null,
    issued_at       timestamptz not null default now(),
    expires_at      timestamptz not null,
    used_at         timestamptz
);
create index on platform.refresh_tokens (family);

-- The answers of committed writes, stored in the transaction of their effect and replayed for 72 hours.
create table platform.idempotency_keys (
    company_id      integer     not null,
    user_id         uuid        not null,
    key             text        not null,
    request_hash    bytea       not null,
    status          smallint    not null,
    body            bytea       not null,
    recorded_at     timestamptz not null default now(),
    primary key (company_id, user_id, key)
);

-- Dense numbers: drawn under the row's lock, in the transaction that uses them (never a SEQUENCE, which leaves gaps).
create table platform.number_ranges (
    company_id      integer     not null references platform.companies,
    id              text        not null,
    prefix          text        not null,
    width           smallint    not null check (width between 1 and 18),
    next            bigint      not null default 1 check (next > 0),
    last            bigint      not null default 999999999999 check (last > 0),
    last_date       date,
    version         integer     not null default 1,
    primary key (company_id, id)
);

-- Draws the next number of a range. The caller makes this its last statement before it stores the number and commits,
-- because every other draw of the range waits until then.
create function platform.draw_number(range_id text, document_date date) returns text language plpgsql as $$
declare
    drawn platform.number_ranges;
begin
    update platform.number_ranges r
       set next = next + 1, last_date = greatest(last_date, document_date)
     where company_id = platform.company() and id = range_id
    returning * into drawn;
    if not found then
        raise exception 'no number range %', range_id using errcode = 'check_violation', constraint = 'number_range_missing';
    end if;
    if drawn.last_date > document_date then
        raise exception 'date % before %', document_date, drawn.last_date
            using errcode = 'exclusion_violation', constraint = 'date_order', detail = drawn.last_date::text;
    end if;
    if drawn.next - 1 > drawn.last then
        raise exception 'number range % is used up', range_id
            using errcode = 'check_violation', constraint = 'number_range_exhausted';
    end if;
    return drawn.prefix || lpad((drawn.next - 1)::text, greatest(drawn.width, length((drawn.next - 1)::text)), '0');
end $$;

-- Loose numbers: for documents that no law wants without gaps (orders, deliveries). A sequence for each company and range lets
-- any number of transactions draw at once. Creating one needs rights that erp_command has not, hence SECURITY DEFINER.
create function platform.create_loose_range(range_id text) returns void language plpgsql security definer
    set search_path = pg_catalog as $$
begin
    execute format('create sequence platform.%I', range_id || '_' || platform.company());
    execute format('grant usage, select on sequence platform.%I to erp_command, erp_task', range_id || '_' || platform.company());
end $$;
create function platform.draw_loose_number(range_id text, prefix text) returns text language sql volatile
    return prefix || nextval('platform.' || quote_ident(range_id || '_' || platform.company()));

create table platform.imports (
    company_id      integer     not null references platform.companies,
    id              uuid        not null,
    kind            text        not null check (kind in ('partners', 'products', 'stock', 'orders')),
    rows            integer     not null,
    created         integer     not null,
    unchanged       integer     not null,
    failed          integer     not null,
    report          jsonb       not null,
    recorded_at     timestamptz not null default now(),
    recorded_by     uuid        not null default platform.actor(),
    primary key (company_id, id),
    constraint every_row_is_reported check (rows = created + unchanged + failed)
);

call platform.isolate(array['platform.companies', 'platform.roles', 'platform.number_ranges', 'platform.imports',
                            'platform.idempotency_keys']::regclass[]);

-- A user sees its own memberships before it has chosen a company: that is how it signs in.
alter table platform.memberships enable row level security;
alter table platform.memberships force row level security;
create policy company on platform.memberships
    using (company_id = (select platform.company()) or user_id = (select platform.actor()))
    with check (company_id = (select platform.company()));

-- And the names of the companies behind them, to choose one.
create policy member on platform.companies for select
    using (company_id in (select m.company_id from platform.memberships m where m.user_id = (select platform.actor())));
