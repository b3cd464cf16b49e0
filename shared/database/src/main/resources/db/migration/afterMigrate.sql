-- What each login role may do. Flyway runs this after every migration, so a new table is never without its grants.
-- erp_command and erp_task write, erp_query only reads, and posted facts can only be added.

do $$
declare
    area text;
    role text;
begin
    foreach area in array array['platform', 'partners', 'products', 'ledger', 'inventory', 'sales', 'receivables',
                              'tasks', 'documents'] loop
        execute format('grant usage on schema %I to erp_command, erp_task, erp_query', area);
        execute format('grant select on all tables in schema %I to erp_command, erp_task, erp_query', area);
        foreach role in array array['erp_command', 'erp_task'] loop
            execute format('grant insert, update on all tables in schema %I to %I', area, role);
        end loop;
    end loop;
end $$;
grant usage, select on all sequences in schema platform to erp_command, erp_task;


-- Posted facts: inserted, never changed.
revoke update on
    partners.blocks,
    ledger.entries, ledger.lines, ledger.seals,
    inventory.moves, inventory.value_layers, inventory.adjustments, inventory.transfers,
    sales.order_revisions, receivables.allocations, receivables.invoice_taxes, receivables.dunning_letters, receivables.dunning_items,
    receivables.dunning_blocks, tasks.actions, ledger.verifications, platform.audit_findings, documents.documents
from erp_command, erp_task;

-- The few rows that are replaced or expire.
grant delete on products.prices, sales.order_lines, inventory.open_layers, inventory.replenishment_proposals,
    receivables.dunning_levels, tasks.cancellations to erp_command, erp_task;
grant delete on platform.idempotency_keys, platform.refresh_tokens, platform.sessions, platform.import_files to erp_task;
grant delete on tasks.tasks, tasks.successors, tasks.attempts, tasks.periods, tasks.workers to erp_task;

-- Readers see users, never their password hashes or tokens; nor stored answers, nor the secrets of webhooks.
revoke select on platform.users, platform.refresh_tokens, platform.idempotency_keys, platform.webhooks from erp_query;
grant select (company_id, id, url, events, active, version, recorded_at, recorded_by) on platform.webhooks to erp_query;
grant select (id, login, name, locale, operator, active, version, recorded_at) on platform.users to erp_query;

-- A process is ready when the schema is at the version it needs.
grant usage on schema flyway to erp_command, erp_task, erp_query;
grant select on flyway.flyway_schema_history to erp_command, erp_task, erp_query;

-- The autoscaler learns how much there is to do, and nothing else.
grant usage on schema tasks to erp_scaler;
grant execute on function tasks.demand to erp_scaler;
