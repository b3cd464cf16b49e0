-- Webhooks: whom a company tells what happens in it, and what is on its way to them.

create table platform.webhooks (
    company_id      integer     not null references platform.companies,
    id              uuid        not null,
    url             text        not null,
    events          text[]      not null check (cardinality(events) > 0),
    -- Encrypted under a key that is not in the database, because every message is signed with it.
    secret          bytea       not null,
    active          boolean     not null default true,
    version         integer     not null default 1,
    recorded_at     timestamptz not null default now(),
    recorded_by     uuid        not null default platform.actor(),
    primary key (company_id, id)
);

-- An event on its way to a webhook. Events about one document arrive in the order of their positions, which is that of their commits,
-- because a position is drawn while the document is locked. Of those about a document one is due, and has a task; the others wait.
-- (No foreign key to the webhook: every event would lock its row.)
create table platform.webhook_deliveries (
    company_id      integer     not null,
    id              uuid        not null,
    webhook_id      uuid        not null,
    event_id        uuid        not null,
    event           text        not null,
    document        text        not null,
    body            text        not null,
    position        bigint      not null generated always as identity,
    state           text        not null check (state in ('waiting', 'due', 'delivered', 'skipped')),
    task_id         uuid,
    ended_at        timestamptz,
    recorded_at     timestamptz not null default now(),
    primary key (company_id, id),
    constraint ended_has_an_end check ((state in ('delivered', 'skipped')) = (ended_at is not null))
);
create unique index one_is_due on platform.webhook_deliveries (company_id, webhook_id, document) where state = 'due';
create index undelivered on platform.webhook_deliveries (company_id, webhook_id, document, position) where state in ('waiting', 'due');

call platform.isolate(array['platform.webhooks', 'platform.webhook_deliveries']::regclass[]);
