package erp.tasks;

import erp.security.Sha256;
import erp.work.Ids;
import erp.work.JsonText;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Wants tasks done. A task is a row of the transaction that wants it: it is there when that is committed, and never was when it is rolled
 * back. After the commit it goes to a worker at once where its queue has room, else the dispatcher sends it.
 */
@Singleton
public final class Tasks {

    /** A task that is not ready at once is found by its time, or made ready by the last one it waits for. */
    private static final String INSERT = """
            insert into tasks.tasks (company_id, id, kind, queue, state, priority, due_at, rank, args, document, unique_key,
                                     waits_for, awaited, group_id)
            select ?::int, t.id, t.kind, t.queue,
                   case when t.waits_for > 0 then 'waiting' when t.due_at > now() then 'delayed' else 'ready' end,
                   t.priority, coalesce(t.due_at, now()), tasks.rank(coalesce(t.due_at, now()), t.priority), t.args::jsonb,
                   t.document, t.unique_key, t.waits_for, t.awaited, ?::uuid
              from unnest(?::uuid[], ?::text[], ?::text[], ?::int[], ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::int[], ?::bool[])
                   as t (id, kind, queue, priority, due_at, args, document, unique_key, waits_for, awaited)""";
    private static final String UNLESS_OPEN = INSERT + " on conflict do nothing";
    /** The usual case, a task at once that nobody waits for and that waits for nobody, costs a third of the general one. */
    private static final String INSERT_ONE = """
            insert into tasks.tasks (company_id, id, kind, queue, state, priority, due_at, rank, args, document, unique_key)
            values (?, ?, ?, ?, 'ready', ?, now(), tasks.rank(now(), ?), ?::jsonb, ?, ?) on conflict do nothing""";
    private static final String UNLESS_IN_PERIOD = """
            with period as (
                insert into tasks.periods as p (company_id, kind, unique_key, until)
                values (?, ?, ?, now() + make_interval(secs => ?))
                on conflict (company_id, kind, unique_key) do update set until = excluded.until where p.until <= now()
                returning 1)
            """ + INSERT + " where exists (select from period) on conflict do nothing";

    private final JsonText json;
    private final Window window;

    Tasks(JsonText json, Window window) {
        this.json = json;
        this.window = window;
    }

    /** One task, as its kind says; returns its identifier. Where it is unique and an equal one is wanted already, nothing is added. */
    public UUID enqueue(Tx tx, Record args) {
        return enqueue(tx, Wish.of(args));
    }

    /** One task. */
    public UUID enqueue(Tx tx, Wish wish) {
        UUID id = Ids.next();
        Kind kind = wish.kind();
        if (wish.at() != null || kind.uniqueSeconds() > 0) {
            insert(tx, List.of(new Plan.Step(id, wish, List.of())), null);
            return id;
        }
        int priority = wish.priority() == null ? kind.priority() : wish.priority();
        tx.write(INSERT_ONE, tx.company(), id, kind.name(), kind.queue(), priority, priority, json.of(wish.args()), wish.document(),
                kind.unique() || wish.uniqueKey() != null ? uniqueKey(wish) : null);
        Delivery delivery = new Delivery(tx.company(), id, kind.name(), tx.user(), tx.call().traceId());
        tx.afterCommit(() -> window.offer(kind.queue(), List.of(delivery)));
        return id;
    }

    /** Many tasks that wait for nothing, with one statement for those of a kind that may come any number of times. */
    public void enqueue(Tx tx, List<Wish> wishes) {
        insert(tx, wishes.stream().map(wish -> new Plan.Step(Ids.next(), wish, List.of())).toList(), null);
    }

    /** Tasks that wait for each other; returns the identifier of each step, in the order in which they were added. */
    public List<UUID> enqueue(Tx tx, Plan plan) {
        List<Plan.Step> steps = plan.steps();
        insert(tx, steps, Ids.next());
        List<UUID> before = new ArrayList<>();
        List<UUID> after = new ArrayList<>();
        for (Plan.Step step : steps) {
            for (Plan.Step awaited : step.after()) {
                before.add(awaited.id());
                after.add(step.id());
            }
        }
        if (!before.isEmpty()) {
            tx.write("insert into tasks.successors (company_id, task_id, next_id) select ?, * from unnest(?::uuid[], ?::uuid[])",
                    tx.company(), before, after);
        }
        return steps.stream().map(Plan.Step::id).toList();
    }

    private void insert(Tx tx, List<Plan.Step> steps, @Nullable UUID group) {
        Set<UUID> awaited = steps.stream().flatMap(step -> step.after().stream()).map(Plan.Step::id).collect(Collectors.toSet());
        List<Plan.Step> together = new ArrayList<>();
        for (Plan.Step step : steps) {
            Kind kind = step.wish().kind();
            if (kind.uniqueSeconds() > 0 && group == null) {
                List<Object> args = new ArrayList<>(List.of(tx.company(), kind.name(), uniqueKey(step.wish()), kind.uniqueSeconds()));
                args.addAll(rows(tx, List.of(step), awaited, group));
                tx.write(UNLESS_IN_PERIOD, args.toArray());
            } else {
                together.add(step);
            }
        }
        if (!together.isEmpty()) {
            tx.write(UNLESS_OPEN, rows(tx, together, awaited, group).toArray());
        }
        Map<String, List<Delivery>> ready = steps.stream().filter(step -> step.after().isEmpty() && step.wish().at() == null)
                .collect(Collectors.groupingBy(step -> step.wish().kind().queue(), Collectors.mapping(step -> new Delivery(tx.company(),
                        step.id(), step.wish().kind().name(), tx.user(), tx.call().traceId()), Collectors.toList())));
        if (!ready.isEmpty()) {
            tx.afterCommit(() -> ready.forEach(window::offer));
        }
    }

    private List<Object> rows(Tx tx, List<Plan.Step> steps, Set<UUID> awaited, @Nullable UUID group) {
        List<Kind> kinds = steps.stream().map(step -> step.wish().kind()).toList();
        List<Object> rows = new ArrayList<>();
        rows.add(tx.company());
        rows.add(group);
        rows.add(steps.stream().map(Plan.Step::id).toList());
        rows.add(kinds.stream().map(Kind::name).toList());
        rows.add(kinds.stream().map(Kind::queue).toList());
        List<Integer> priorities = new ArrayList<>();
        List<Instant> times = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Wish wish = steps.get(i).wish();
            priorities.add(wish.priority() == null ? kinds.get(i).priority() : wish.priority());
            times.add(wish.at());
            keys.add(group == null && (kinds.get(i).unique() || wish.uniqueKey() != null) ? uniqueKey(wish) : null);
        }
        rows.add(priorities);
        rows.add(times);
        rows.add(steps.stream().map(step -> json.of(step.wish().args())).toList());
        rows.add(steps.stream().map(step -> step.wish().document()).collect(Collectors.toCollection(ArrayList::new)));
        rows.add(keys);
        rows.add(steps.stream().map(step -> step.after().size()).toList());
        rows.add(steps.stream().map(step -> awaited.contains(step.id())).toList());
        return rows;
    }

    private String uniqueKey(Wish wish) {
        return wish.uniqueKey() != null ? wish.uniqueKey()
                : Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(json.of(wish.args()).getBytes(StandardCharsets.UTF_8)));
    }
}
