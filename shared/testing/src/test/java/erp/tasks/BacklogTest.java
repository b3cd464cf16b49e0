package erp.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.testing.Fixtures;
import erp.work.Ids;
import erp.work.Work;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order in which tasks go, against a model of a few lines. */
@MicronautTest(transactional = false)
class BacklogTest {

    @Inject
    Backlog backlog;
    @Inject
    Work work;
    @Inject
    Fixtures fixtures;

    private record One(int company, UUID id, int priority, int minutes) {
    }

    private UUID add(Caller caller, String queue, int priority, int minutes) {
        UUID id = Ids.next();
        work.run(caller, tx -> {
            tx.write("""
                    insert into tasks.tasks (company_id, id, kind, queue, state, priority, due_at, rank, args)
                    select ?, ?, 'order', ?, 'ready', ?, d.due, d.due - make_interval(mins => 10 * ?), '{}'
                      from (select date_trunc('hour', now()) - make_interval(mins => ?, secs => 30) as due) d""",
                    tx.company(), id, queue, priority, priority, minutes);
            return null;
        });
        return id;
    }

    private List<UUID> next(String queue, List<String> members, int most) {
        return work.operate(tx -> backlog.next(tx, queue, members, most).stream().map(Delivery::id).toList());
    }

    @Test
    void aHigherPriorityGoesFirstUntilALowerOneHasWaitedLongEnough() {
        Caller caller = fixtures.company();
        UUID low = add(caller, "ages", 3, 0);
        UUID high = add(caller, "ages", 5, 0);
        UUID old = add(caller, "ages", 3, 45);
        assertEquals(List.of(old, high, low), next("ages", List.of(), 10));
    }

    @Test
    void companiesTakeTurnsAndWhatIsOnItsWayCounts() {
        Caller many = fixtures.company();
        Caller few = fixtures.company();
        List<UUID> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tasks.add(add(many, "turns", 5, 9));
        }
        UUID other = add(few, "turns", 5, 0);
        assertTrue(next("turns", List.of(), 2).contains(other), "the second place is the other company's");
        List<String> onTheirWay = tasks.subList(0, 8).stream().map(id -> many.company() + " " + id).toList();
        assertEquals(List.of(other), next("turns", onTheirWay, 1), "eight of the first are on their way, so the next place is the other's");
        assertTrue(next("turns", onTheirWay, 50).stream().noneMatch(tasks.subList(0, 8)::contains), "nobody goes twice");
    }

    @Test
    void whatIsCommittedLateIsNotMissed() {
        Caller caller = fixtures.company();
        UUID late = Ids.next();
        List<UUID> before = work.run(caller, tx -> {
            tx.write("""
                    insert into tasks.tasks (company_id, id, kind, queue, state, priority, due_at, rank, args)
                    values (?, ?, 'order', 'late', 'ready', 5, now(), now(), '{}')""", tx.company(), late);
            tx.now();
            for (int i = 0; i < 1_000; i++) {
                if (i % 50 == 0) {
                    add(caller, "late", 5, 0);
                }
            }
            return next("late", List.of(), 100);
        });
        assertEquals(20, before.size(), "the open transaction's task is not there yet");
        assertTrue(next("late", before.stream().map(id -> caller.company() + " " + id).toList(), 100).contains(late));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theOrderIsThatOfTheModel(long seed) {
        Random random = new Random(seed);
        String queue = "model-" + seed;
        List<Caller> callers = List.of(fixtures.company(), fixtures.company(), fixtures.company());
        List<One> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Caller caller = callers.get(random.nextInt(3));
            int priority = random.nextInt(10);
            int minutes = random.nextInt(200);
            all.add(new One(caller.company(), add(caller, queue, priority, minutes), priority, minutes));
        }
        assertEquals(model(all), next(queue, List.of(), 40));
    }

    private static List<UUID> model(List<One> all) {
        Map<UUID, Integer> turns = new HashMap<>();
        Comparator<One> byRank = Comparator.<One>comparingInt(one -> -one.minutes - 10 * one.priority).thenComparing(One::id);
        Map<Integer, Integer> counts = new HashMap<>();
        all.stream().sorted(byRank).forEach(one -> turns.put(one.id, counts.merge(one.company, 1, Integer::sum)));
        return all.stream().sorted(Comparator.<One, Integer>comparing(one -> turns.get(one.id)).thenComparing(byRank))
                .map(One::id).toList();
    }
}
