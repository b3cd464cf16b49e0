package erp.local.faults;

import erp.local.TaskInstallation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What was wanted against what has come of it, as the superuser sees it past the engine.
 *
 * @param figures    numbers worth telling
 * @param violations for each promise that was broken, how often
 */
record Tally(Map<String, Long> figures, Map<String, Long> violations) {

    static final String SCHEMA = """
            create schema test;
            create table test.wanted (company_id integer not null, key uuid primary key, fate text not null, due_at timestamptz not null);
            -- No key: what is done twice is to show.
            create table test.effects (company_id integer not null, key uuid not null, at timestamptz not null default clock_timestamp());
            create table test.edges (before uuid not null, after uuid not null);
            -- For the mutant that dispatches by identifiers.
            create table test.sent (queue text not null, id uuid not null);
            grant usage on schema test to erp_command, erp_task;
            grant select, insert on all tables in schema test to erp_command, erp_task""";

    private static final String OPEN = "select count(*) from tasks.tasks where state not in ('done', 'dead', 'cancelled')";
    private static final Map<String, String> FIGURES = Map.of(
            "tasks wanted", "select count(*) from test.wanted",
            "done", "select count(*) from tasks.tasks where state = 'done'",
            "refused, as they should be", "select count(*) from tasks.tasks where state = 'dead' and error_code = 'not_found'",
            "effects", "select count(*) from test.effects",
            "attempts that failed", "select count(*) from tasks.attempts where outcome = 'failed'",
            "attempts lost with their worker", "select count(*) from tasks.attempts where outcome = 'lost'",
            "order between two tasks kept", """
                    select count(*) from test.edges e join test.effects b on b.key = e.before join test.effects a on a.key = e.after
                     where a.at >= b.at""");
    private static final Map<String, String> VIOLATIONS = Map.of(
            "lost: wanted, and there is no such task", """
                    select w.key from test.wanted w left join (select (args ->> 'key')::uuid as key from tasks.tasks) t using (key)
                     where t.key is null""",
            "stuck: not ended at the deadline", "select id from tasks.tasks where state not in ('done', 'dead', 'cancelled')",
            "dead or cancelled, and should be done", """
                    select t.id from tasks.tasks t join test.wanted w on w.key = (t.args ->> 'key')::uuid
                     where t.state in ('dead', 'cancelled') and w.fate <> 'REFUSED'""",
            "done, and should be refused", """
                    select t.id from tasks.tasks t join test.wanted w on w.key = (t.args ->> 'key')::uuid
                     where t.state = 'done' and w.fate = 'REFUSED'""",
            "lost effect: done without it", """
                    select t.id from tasks.tasks t left join test.effects e on e.key = (t.args ->> 'key')::uuid
                     where t.state = 'done' and e.key is null""",
            "double effect", "select key from test.effects group by key having count(*) > 1",
            "phantom: nobody has wanted it", """
                    select x.key from (select key from test.effects union select (args ->> 'key')::uuid from tasks.tasks) x
                      left join test.wanted w using (key) where w.key is null""",
            "effect of a task that was not done", """
                    select t.id from tasks.tasks t join test.effects e on e.key = (t.args ->> 'key')::uuid where t.state <> 'done'""",
            "before what it waits for", """
                    select e.after from test.edges e join test.effects a on a.key = e.after left join test.effects b on b.key = e.before
                     where b.at is null or b.at > a.at""",
            "before its time", "select w.key from test.wanted w join test.effects e using (key) where e.at < w.due_at");

    /** Tasks that have not ended. */
    static long open(TaskInstallation installation) throws SQLException {
        return count(installation, OPEN);
    }

    static long count(TaskInstallation installation, String sql) throws SQLException {
        try (Connection connection = installation.superuser()) {
            return count(connection, sql);
        }
    }

    /** Takes it at the end. */
    static Tally of(TaskInstallation installation, Map<UUID, Integer> told) throws SQLException {
        Map<String, Long> figures = new TreeMap<>();
        Map<String, Long> violations = new TreeMap<>();
        try (Connection connection = installation.superuser()) {
            for (Map.Entry<String, String> figure : FIGURES.entrySet()) {
                figures.put(figure.getKey(), count(connection, figure.getValue()));
            }
            for (Map.Entry<String, String> violation : VIOLATIONS.entrySet()) {
                violations.put(violation.getKey(), count(connection, "select count(*) from (" + violation.getValue() + ") x"));
            }
            Set<UUID> done = new HashSet<>(ids(connection, "select id from tasks.tasks where kind = 'test-outside' and state = 'done'"));
            Set<UUID> all = new HashSet<>(ids(connection, "select id from tasks.tasks where kind = 'test-outside'"));
            violations.put("outside: done, and the outside was not told", done.stream().filter(id -> !told.containsKey(id)).count());
            violations.put("outside: told of a task that is not there", told.keySet().stream().filter(id -> !all.contains(id)).count());
            figures.put("outside: keys told", (long) told.size());
            figures.put("outside: repetitions, under the same key", told.values().stream().mapToLong(times -> times - 1).sum());
        }
        return new Tally(figures, violations);
    }

    boolean holds() {
        return violations.values().stream().allMatch(count -> count == 0);
    }

    /** Some of what is stuck, for looking into. */
    static List<String> stuck(TaskInstallation installation) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = installation.superuser(); Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("""
                        select state || ' ' || kind || ' waits for ' || waits_for || ', attempts ' || attempts || ', due ' || due_at
                               || ', lease ' || coalesce(lease_until::text, 'none') || ', worker ' || coalesce(worker, 'none') || ' ' || id
                          from tasks.tasks where state not in ('done', 'dead', 'cancelled') order by id limit 10""")) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getLong(1);
        }
    }

    private static List<UUID> ids(Connection connection, String sql) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                ids.add(found.getObject(1, UUID.class));
            }
        }
        return ids;
    }
}
