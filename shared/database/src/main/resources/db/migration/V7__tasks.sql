-- Background tasks. A row is written in the transaction that wants the task, and is the truth about it; Redis only carries it to a worker.

create schema tasks;

-- Who steers the tasks of all companies: operators, and the dispatcher. Set by their transactions, like the company.
create function platform.operates() returns boolean language sql stable parallel safe
    return coalesce(current_setting('erp.operator', true), '') = 'true';

-- The order within a queue and company: a step of priority counts as much as ten minutes of waiting, so that nothing starves.
create function tasks.rank(due_at timestamptz, priority integer) returns timestamptz language sql stable parallel safe
    return due_at - make_interval(mins => 10 * priority);

-- The kinds of tasks, as the workers that can run them have said at their start.
create table tasks.kinds (
    kind            text        primary key check (kind ~ '^[a-z][a-z0-9-]{0,39}$'),
    queue           text        not null,
    attempts        smallint    not null,
    backoff_seconds integer     not null,
    backoff_max_seconds integer not null,
    time_limit_seconds integer  not null,
    priority        smallint    not null,
    batch           integer     not null,
    outside         boolean     not null,
    cron            text,
    args            text[]      not null,
    recorded_at     timestamptz not null default now()
);

-- A queue and its limits over all workers. An operator may pause it, and set other limits than its kinds declare.
create table tasks.queues (
    queue           text        primary key check (queue ~ '^[a-z][a-z0-9-]{0,39}$'),
    rate_per_minute integer     check (rate_per_minute > 0),
    concurrency     integer     check (concurrency > 0),
    batch           integer     not null default 1,
    paused          boolean     not null default false,
    tokens          numeric     not null default 0,
    tokens_at       timestamptz not null default now(),
    version         integer     not null default 1,
    recorded_at     timestamptz not null default now(),
    recorded_by     uuid        default platform.actor()
);

-- The processes that run tasks. One that has died stops saying that it lives; its row goes after an hour.
create table tasks.workers (
    id              text        primary key,
    queues          text[]      not null,
    slots           integer     not null,
    running         integer     not null default 0,
    done            bigint      not null default 0,
    failed          bigint      not null default 0,
    draining        boolean     not null default false,
    version         text        not null,
    memory_mb       integer     not null default 0,
    -- The tasks inside transactions that it is at, one list: whose, which, and since when.
    task_companies  integer[]   not null default '{}',
    task_ids        uuid[]      not null default '{}',
    task_since      timestamptz[] not null default '{}',
    started_at      timestamptz not null default now(),
    seen_at         timestamptz not null default now()
);

create table tasks.tasks (
    company_id      integer     not null,
    id              uuid        not null,
    kind            text        not null,
    queue           text        not null,
    state           text        not null
                    check (state in ('waiting', 'delayed', 'ready', 'running', 'done', 'dead', 'cancelled')),
    priority        smallint    not null check (priority between 0 and 9),
    due_at          timestamptz not null,
    rank            timestamptz not null,
    args            jsonb       not null,
    document        text,
    unique_key      text,
    schedule        text,
    group_id        uuid,
    -- How many tasks must be done before this one is ready; and whether there are tasks that wait for this one.
    waits_for       integer     not null default 0 check (waits_for >= 0),
    awaited         boolean     not null default false,
    attempts        smallint    not null default 0,
    fence           integer     not null default 0,
    lease_until     timestamptz,
    worker          text,
    started_at      timestamptz,
    ended_at        timestamptz,
    result          jsonb,
    error_code      text,
    error           text,
    -- What stands in the places of the code's text, which is read in German and in English.
    error_args      text[],
    trace_id        uuid        default platform.correlation(),
    recorded_at     timestamptz not null default now(),
    recorded_by     uuid        default platform.actor(),
    primary key (company_id, id),
    constraint waiting_waits check ((state = 'waiting') = (waits_for > 0) or state in ('cancelled', 'dead')),
    constraint running_has_a_lease check ((state = 'running') = (lease_until is not null)),
    constraint ended_has_an_end check ((state in ('done', 'dead', 'cancelled')) = (ended_at is not null))
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.1,
        -- Nothing that is done goes from the index of what is ready while statistics are taken: without pauses that is a moment.
        autovacuum_vacuum_cost_delay = 0);
create index ready on tasks.tasks (queue, company_id, rank, id) where state = 'ready';
create index waiting on tasks.tasks (queue) where state = 'waiting';
create index delayed on tasks.tasks (due_at) where state = 'delayed';
create index leased on tasks.tasks (lease_until) where state = 'running';
create index dead on tasks.tasks (queue, id) where state = 'dead';
create index newest on tasks.tasks (id);
-- What ended lately: throughput and waits of the last hour, and what is old enough to go.
create index ended on tasks.tasks (ended_at) where ended_at is not null;
create index about on tasks.tasks (company_id, document) where document is not null;
create index member on tasks.tasks (company_id, group_id) where group_id is not null;
-- An equal task is wanted once while the first one is open.
create unique index equal_task_is_open on tasks.tasks (company_id, kind, unique_key)
    where unique_key is not null and state in ('waiting', 'delayed', 'ready', 'running');

-- Which task waits for which.
create table tasks.successors (
    company_id      integer     not null,
    task_id         uuid        not null,
    next_id         uuid        not null,
    primary key (company_id, task_id, next_id)
);
create index on tasks.successors (company_id, next_id);

-- The attempts that did not succeed; the one that did stands in the task's own row.
create table tasks.attempts (
    company_id      integer     not null,
    task_id         uuid        not null,
    attempt         smallint    not null,
    outcome         text        not null check (outcome in ('failed', 'refused', 'timed_out', 'lost', 'cancelled')),
    worker          text,
    started_at      timestamptz,
    ended_at        timestamptz not null default clock_timestamp(),
    error_code      text,
    error           text,
    error_args      text[],
    trace           text,
    primary key (company_id, task_id, attempt, ended_at)
);

-- A running task cannot be changed from outside; what is asked of it stands here, and its worker looks.
create table tasks.cancellations (
    company_id      integer     not null,
    task_id         uuid        not null,
    recorded_at     timestamptz not null default now(),
    recorded_by     uuid        default platform.actor(),
    primary key (company_id, task_id)
);

-- Tasks that are wanted at most once in a period, also when the first one is done.
create table tasks.periods (
    company_id      integer     not null,
    kind            text        not null,
    unique_key      text        not null,
    until           timestamptz not null,
    primary key (company_id, kind, unique_key)
);

-- What runs by itself: a cron expression in the company's time zone.
create table tasks.schedules (
    company_id      integer     not null references platform.companies,
    id              text        not null check (id ~ '^[a-z][a-z0-9-]{0,39}$'),
    kind            text        not null,
    args            jsonb       not null default '{}',
    cron            text        not null,
    active          boolean     not null default true,
    next_at         timestamptz,
    last_at         timestamptz,
    last_task_id    uuid,
    version         integer     not null default 1,
    recorded_at     timestamptz not null default now(),
    recorded_by     uuid        default platform.actor(),
    primary key (company_id, id)
);
create index due on tasks.schedules (next_at) where active;

-- What operators did, and to which task, queue or schedule.
create table tasks.actions (
    company_id      integer     not null,
    id              uuid        not null,
    action          text        not null,
    target          text        not null,
    detail          jsonb,
    recorded_at     timestamptz not null default now(),
    recorded_by     uuid        not null default platform.actor(),
    primary key (company_id, id)
);
create index on tasks.actions (company_id, target);
call platform.append_only(array['tasks.actions']::regclass[]);

-- Isolated by company like everything else, but for those who operate.
do $$
declare
    t text;
begin
    foreach t in array array['tasks', 'successors', 'attempts', 'cancellations', 'periods', 'schedules', 'actions'] loop
        execute format('alter table tasks.%I enable row level security', t);
        execute format('alter table tasks.%I force row level security', t);
        execute format('create policy company on tasks.%I using (company_id = (select platform.company()) '
                       'or (select platform.operates()))', t);
    end loop;
end $$;
-- The dispatcher makes schedules for all companies, in their time zones.
create policy operator on platform.companies for select using ((select platform.operates()));

-- How many tasks of a queue there is something to do for, of all companies: what the autoscaler asks, which may ask nothing else. Nobody
-- is started for a queue that is paused.
create function tasks.demand(name text) returns bigint language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform set_config('erp.operator', 'true', true);
    return (select count(*) from tasks.tasks t
             where t.queue = name and t.state in ('ready', 'running')
               and not exists (select from tasks.queues q where q.queue = name and q.paused));
end $$;
revoke execute on function tasks.demand from public;

-- The tasks inside transactions that living workers are at. Their rows say `ready` until they are done.
create view tasks.at_work with (security_invoker) as
    select held.company_id, held.id, w.id as worker, held.started_at
      from tasks.workers w cross join unnest(w.task_companies, w.task_ids, w.task_since) as held (company_id, id, started_at)
     where w.seen_at > now() - interval '5 seconds'
       and (held.company_id = (select platform.company()) or (select platform.operates()));

-- Makes those tasks ready that waited for this one alone; called in the transaction that ends it. Returns what is ready now. Locks in
-- the order of identifiers, because two tasks that end at once may have several successors in common.
create function tasks.release(company integer, task uuid) returns table (id uuid, queue text) language sql as $$
    with next as (
        select t.company_id, t.id from tasks.tasks t
         where t.company_id = company and t.state = 'waiting'
           and t.id in (select s.next_id from tasks.successors s where s.company_id = company and s.task_id = task)
         order by t.id for no key update
    )
    update tasks.tasks t
       set waits_for = t.waits_for - 1,
           state = case when t.waits_for > 1 then 'waiting' when t.due_at > clock_timestamp() then 'delayed' else 'ready' end
      from next
     where t.company_id = next.company_id and t.id = next.id
    returning case when t.state = 'ready' then t.id end, t.queue
$$;

-- Cancels what waits for a task that will never be done, and what waits for that in turn.
create function tasks.abandon(company integer, task uuid) returns void language sql as $$
    with recursive next as (
        select s.next_id from tasks.successors s where s.company_id = company and s.task_id = task
        union
        select s.next_id from next join tasks.successors s on s.company_id = company and s.task_id = next.next_id
    )
    update tasks.tasks t
       set state = 'cancelled', ended_at = clock_timestamp(), error_code = 'predecessor_ended'
     where t.company_id = company and t.state = 'waiting' and t.id in (select next_id from next)
$$;
