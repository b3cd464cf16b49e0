-- Upkeep: what was found when the books were computed again, and how to find what has expired.

-- Each time the whole chain of seals was computed again, with the first place where it did not fit.
create table ledger.verifications (
    company_id          integer     not null,
    id                  uuid        not null,
    sealed              bigint      not null,
    unsealed            bigint      not null,
    head                text        not null,
    intact              boolean     not null,
    seal_no             bigint,
    entry_id            uuid,
    fault               text,
    recorded_at         timestamptz not null default now(),
    primary key (company_id, id),
    constraint a_break_has_a_fault check (intact = (fault is null))
);

-- Where something stored is not what it is computed to be. A finding is never changed: what was done about it shows in later audits.
create table platform.audit_findings (
    company_id          integer     not null,
    id                  uuid        not null,
    audit               text        not null,
    task_id             uuid        not null,
    rule                text        not null,
    subject             text        not null,
    stored              text,
    computed            text,
    recorded_at         timestamptz not null default now(),
    primary key (company_id, id)
);

call platform.isolate(array['ledger.verifications', 'platform.audit_findings']::regclass[]);
call platform.append_only(array['ledger.verifications', 'platform.audit_findings']::regclass[]);

-- What has expired is found by its age, hour by hour, and not by looking at all that has not.
create index on platform.idempotency_keys (company_id, recorded_at);
create index on platform.refresh_tokens (expires_at);
create index on platform.sessions (ended_at) where ended_at is not null;
