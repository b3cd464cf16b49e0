package erp.platform.deliverwebhook;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import erp.security.Caller;
import erp.security.Sealing;
import erp.tasks.Tasks;
import erp.testing.Fixtures;
import erp.testing.TaskRuns;
import erp.webhooks.Deliveries;
import erp.webhooks.DueDelivery;
import erp.webhooks.EventType;
import erp.webhooks.Events;
import erp.webhooks.WebhookSecret;
import erp.work.Identified;
import erp.work.Ids;
import io.micronaut.context.annotation.Property;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest(transactional = false)
@Property(name = "erp.webhooks.allow-loopback", value = "true")
class DeliverWebhookTest {

    private static final int DOCUMENTS = 30;
    private static final int EVENTS = 5;

    @Inject
    Fixtures fixtures;
    @Inject
    TaskRuns runs;
    @Inject
    Tasks tasks;
    @Inject
    Events events;
    @Inject
    Sealing sealing;
    private final WebhookSecret secret = WebhookSecret.draw();
    private Caller caller;
    private Receiver receiver;
    private UUID webhook;

    /** What is told of a document. */
    private record Told(UUID id, int n) implements Identified {
    }

    @BeforeEach
    void webhook() throws IOException {
        caller = fixtures.company();
        receiver = new Receiver(secret.text());
        webhook = webhook(receiver.url(), EventType.ORDER_CONFIRMED, EventType.ORDER_CANCELLED);
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private UUID webhook(String url, EventType... types) {
        UUID id = Ids.next();
        fixtures.in(caller, tx -> {
            tx.write("insert into platform.webhooks (company_id, id, url, events, secret) values (?, ?, ?, ?, ?)", tx.company(), id, url,
                    List.of(types).stream().map(EventType::text).toList(), secret.seal(sealing, id));
            events.forgetAfter(tx);
            return null;
        });
        return id;
    }

    private void happens(UUID document, int n) {
        fixtures.in(caller, tx -> events.publish(tx, EventType.ORDER_CONFIRMED, new Told(document, n)));
    }

    private List<Integer> arrived(UUID document) {
        return receiver.messages().stream().filter(message -> message.document().endsWith(document.toString()))
                .map(Receiver.Message::n).toList();
    }

    private String states() {
        return fixtures.value(caller, String.class, """
                select coalesce(string_agg(state, ' ' order by position), '') from platform.webhook_deliveries where company_id = ?""",
                caller.company());
    }

    private Boolean skip(UUID delivery) {
        return fixtures.in(caller, tx -> Deliveries.end(tx, tasks, delivery, "skipped"));
    }

    /** Those that wait for their next attempt need not wait. */
    private void hurry() {
        fixtures.in(caller, tx -> {
            tx.write("update tasks.tasks set state = 'ready' where company_id = ? and state = 'delayed'", tx.company());
            return null;
        });
    }

    @Test
    void anEventArrivesSigned() {
        UUID order = Ids.next();
        happens(order, 1);
        TaskRuns.Row task = runs.drain(caller).getFirst();
        assertEquals("done", task.state());
        assertEquals("sales-orders/" + order, task.document());
        assertEquals(204, receiver.messages().getFirst().answer(), "a forged one gets 401");
        JsonNode body = receiver.messages().getFirst().body();
        assertEquals("order.confirmed", body.get("type").asText());
        assertEquals("/api/v1/sales-orders/" + order, body.get("document").asText());
        assertEquals(caller.company(), body.get("company").asInt());
        assertTrue(Duration.between(Instant.parse(body.get("timestamp").asText()), Instant.now()).abs().toMinutes() < 5);
        assertEquals("{\"id\":\"%s\",\"n\":1}".formatted(order), body.get("data").toString());
        assertEquals("delivered", states());
        assertEquals(fixtures.value(caller, UUID.class, "select event_id from platform.webhook_deliveries where company_id = ?",
                caller.company()).toString(), receiver.messages().getFirst().id());
    }

    @Test
    void whatNobodyWantsOrWhatDidNotHappenIsNotSent() {
        fixtures.in(caller, tx -> events.publish(tx, EventType.INVOICE_POSTED, new Told(Ids.next(), 1)));
        assertThrows(IllegalStateException.class, () -> fixtures.in(caller, tx -> {
            events.publish(tx, EventType.ORDER_CONFIRMED, new Told(Ids.next(), 1));
            throw new IllegalStateException("it is rolled back");
        }));
        assertEquals(List.of(), runs.drain(caller));
        assertEquals("", states());
    }

    @Test
    void twoWebhooksAreToldTheSame() {
        webhook(receiver.url(), EventType.ORDER_CONFIRMED);
        happens(Ids.next(), 1);
        assertEquals(2, runs.drain(caller).size());
        assertEquals(1, receiver.messages().stream().map(Receiver.Message::id).distinct().count(), "of one event");
        assertEquals("delivered delivered", states());
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 408, 429, 500, 503})
    void whatMayGoWellLaterIsTriedAgainWithTheSameId(int status) {
        receiver.answer(_ -> status);
        happens(Ids.next(), 1);
        TaskRuns.Row task = runs.drain(caller).getFirst();
        assertEquals("delayed", task.state());
        assertTrue(task.error().contains(Integer.toString(status)), task::error);
        receiver.answer(_ -> 200);
        hurry();
        assertEquals("done", runs.attempt(caller, task.id()).state());
        assertEquals(List.of(status, 200), receiver.messages().stream().map(Receiver.Message::answer).toList(),
                "a redirect is not followed");
        assertEquals(1, receiver.messages().stream().map(Receiver.Message::id).distinct().count());
    }

    @Test
    void whatFailsHoldsUpItsOwnDocumentOnly() {
        UUID one = Ids.next();
        UUID other = Ids.next();
        receiver.answer(message -> message.at("/data/id").asText().equals(one.toString()) ? 503 : 200);
        IntStream.rangeClosed(1, 3).forEach(n -> {
            happens(one, n);
            happens(other, n);
        });
        runs.drain(caller);
        assertEquals(List.of(1), arrived(one));
        assertEquals(List.of(1, 2, 3), arrived(other));
        receiver.answer(_ -> 200);
        hurry();
        runs.drain(caller);
        assertEquals(List.of(1, 1, 2, 3), arrived(one));
    }

    @Test
    void whatIsRefusedBlocksItsDocumentUntilItIsRetried() {
        UUID order = Ids.next();
        receiver.answer(_ -> 400);
        happens(order, 1);
        happens(order, 2);
        TaskRuns.Row dead = runs.drain(caller).getFirst();
        assertEquals("dead webhook_refused", dead.state() + " " + dead.errorCode());
        assertEquals("due waiting", states());
        happens(order, 3);
        assertEquals(List.of(), runs.drain(caller));
        receiver.answer(_ -> 200);
        fixtures.in(caller, tx -> {
            tx.write("update tasks.tasks set state = 'ready', ended_at = null where company_id = ? and id = ?", tx.company(), dead.id());
            return null;
        });
        runs.drain(caller);
        assertEquals(List.of(1, 1, 2, 3), arrived(order));
        assertEquals(3, receiver.messages().stream().map(Receiver.Message::id).distinct().count(), "the replay has the first one's id");
        assertEquals("delivered delivered delivered", states());
    }

    @Test
    void whatIsSkippedLetsTheLaterOnesThrough() {
        UUID order = Ids.next();
        receiver.answer(message -> message.at("/data/n").asInt() == 1 ? 422 : 200);
        IntStream.rangeClosed(1, 3).forEach(n -> happens(order, n));
        TaskRuns.Row dead = runs.drain(caller).getFirst();
        UUID delivery = fixtures.value(caller, UUID.class,
                "select id from platform.webhook_deliveries where company_id = ? and state = 'due'", caller.company());
        assertEquals(true, skip(delivery));
        assertEquals(false, skip(delivery), "it has ended");
        runs.drain(caller);
        assertEquals(List.of(1, 2, 3), arrived(order));
        assertEquals("skipped delivered delivered", states());
        assertEquals("{\"state\": \"ended\"}", runs.run(caller, new DueDelivery(delivery)).result().replace(", \"status\": null", ""));
        assertEquals("dead", runs.row(caller, dead.id()).state());
        assertEquals(3, receiver.messages().size());
    }

    @Test
    void whoIsGoneIsToldNothingMore() {
        UUID order = Ids.next();
        receiver.answer(_ -> 410);
        happens(order, 1);
        happens(order, 2);
        runs.drain(caller);
        assertEquals(List.of(1), arrived(order));
        assertEquals("skipped skipped", states());
        assertEquals("false 2", fixtures.value(caller, String.class,
                "select active || ' ' || version from platform.webhooks where company_id = ? and id = ?", caller.company(), webhook));
        happens(order, 3);
        assertEquals("skipped skipped", states());
    }

    @Test
    void whoIsSwitchedOffIsNotToldWhatIsOnItsWay() {
        happens(Ids.next(), 1);
        fixtures.in(caller, tx -> {
            tx.write("update platform.webhooks set active = false where company_id = ? and id = ?", tx.company(), webhook);
            return null;
        });
        runs.drain(caller);
        assertEquals(List.of(), receiver.messages());
        assertEquals("skipped", states());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://10.0.0.1/", "https://169.254.169.254/latest/meta-data/", "https://[::ffff:192.168.0.1]/",
        "https://localhost/"})
    void nothingIsSentToAPrivateAddressWhateverStandsInTheDatabase(String url) {
        webhook(url, EventType.DELIVERY_SHIPPED);
        fixtures.in(caller, tx -> events.publish(tx, EventType.DELIVERY_SHIPPED, new Told(Ids.next(), 1)));
        TaskRuns.Row task = runs.drain(caller).getFirst();
        assertEquals("dead webhook_address_private", task.state() + " " + task.errorCode());
    }

    @Test
    void nobodyAtTheAddressIsTriedAgain() {
        receiver.close();
        happens(Ids.next(), 1);
        assertEquals("delayed", runs.drain(caller).getFirst().state());
    }

    /** Whoever ends a delivery waits for whoever is just adding one that has to wait for it, and makes it due. */
    @Test
    void anEventThatIsAddedWhileTheOneBeforeItArrivesIsNotOverlooked() throws InterruptedException, ExecutionException {
        UUID order = Ids.next();
        happens(order, 1);
        UUID task = runs.of(caller, "deliver-webhook").getFirst().id();
        CountDownLatch published = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> publisher = threads.submit(() -> fixtures.in(caller, tx -> {
                events.publish(tx, EventType.ORDER_CONFIRMED, new Told(order, 2));
                published.countDown();
                return assertDoesNotThrow(() -> commit.await(10, TimeUnit.SECONDS));
            }));
            published.await();
            Future<?> worker = threads.submit(() -> runs.attempt(caller, task));
            while (!worker.isDone() && !isSomebodyWaiting()) {
                Thread.onSpinWait();
            }
            commit.countDown();
            publisher.get();
            worker.get();
        }
        assertEquals("delivered due", states());
        runs.drain(caller);
        assertEquals(List.of(1, 2), arrived(order));
    }

    private boolean isSomebodyWaiting() {
        return fixtures.value(caller, Boolean.class, "select exists (select from pg_locks where locktype = 'advisory' and not granted)");
    }

    /** Publishers and workers all at once, and a receiver that fails three times in ten: each event arrives once, in order. */
    @Test
    void eventsAboutADocumentArriveInTheirOrderWhateverFails() throws InterruptedException, ExecutionException {
        Random chance = new Random(1);
        receiver.answer(_ -> chance.nextInt(10) < 3 ? 503 : 200);
        List<UUID> documents = IntStream.range(0, DOCUMENTS).mapToObj(_ -> Ids.next()).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
            List<Future<?>> publishers = new ArrayList<>();
            for (int part = 0; part < 2; part++) {
                List<UUID> own = documents.subList(part * DOCUMENTS / 2, (part + 1) * DOCUMENTS / 2);
                publishers.add(threads.submit(() -> IntStream.rangeClosed(1, EVENTS).forEach(n -> own.forEach(id -> happens(id, n)))));
            }
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < 3; worker++) {
                workers.add(threads.submit(working(publishers, new Random(worker))));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        }
        assertEquals(0L, fixtures.value(caller, Long.class,
                "select count(*) from platform.webhook_deliveries where company_id = ? and state <> 'delivered'", caller.company()));
        Map<String, List<Integer>> accepted = receiver.messages().stream().filter(message -> message.answer() == 200)
                .collect(Collectors.groupingBy(Receiver.Message::document, Collectors.mapping(Receiver.Message::n, Collectors.toList())));
        documents.forEach(document -> {
            assertEquals(List.of(1, 2, 3, 4, 5), accepted.get("/api/v1/sales-orders/" + document));
            assertEquals(arrived(document).stream().sorted().toList(), arrived(document), "nor does one come early that fails");
        });
        assertEquals(DOCUMENTS * EVENTS, receiver.messages().stream().map(Receiver.Message::id).distinct().count());
        assertTrue(receiver.messages().size() > DOCUMENTS * EVENTS, "some have failed");
    }

    /** Attempts whatever is there, in any order, until all is published and nothing is open. */
    private Callable<Void> working(List<Future<?>> publishers, Random order) {
        return () -> {
            while (true) {
                boolean last = publishers.stream().allMatch(Future::isDone);
                hurry();
                List<UUID> open = new ArrayList<>(fixtures.in(caller, tx -> tx.list(UUID.class,
                        "select id from tasks.tasks where company_id = ? and state in ('ready', 'running')", tx.company())));
                if (last && open.isEmpty()) {
                    return null;
                }
                Collections.shuffle(open, order);
                open.forEach(id -> runs.attempt(caller, id));
            }
        };
    }
}
