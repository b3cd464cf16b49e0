package erp.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.TestConfiguration;
import erp.work.Texts;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The promises that the API makes for every write, tried on every write of its document. */
@MicronautTest(transactional = false)
class ContractTest {

    private static final int AT_ONCE = 50;
    /** Passwords are slow to hash, a few at a time: a slow machine may ask to come back. */
    private static final Set<String> HASHING = Set.of("sign-in", "create-user");
    private static final String BROKEN = "{\"a\": ";
    private static final Set<String> FIELDS = new TreeSet<>(
            List.of("type", "title", "status", "code", "detail", "instance", "traceId", "errors"));

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ObjectMapper json;

    private JsonNode document;

    @TestFactory
    Stream<DynamicNode> everyWriteKeepsTheContract() throws IOException {
        document = Write.document(json);
        List<Write> writes = Write.of(document);
        assertTrue(writes.size() > 30, writes::toString);
        return writes.stream().map(write -> {
            Trial trial = new Trial(write);
            return dynamicContainer(write.toString(), trial.checks());
        });
    }

    /** One write, in two fresh companies of one user. Its checks build on each other, in their order. */
    private final class Trial {

        private final Write write;
        private final String key = UUID.randomUUID().toString();
        private Stage stage;
        private Ask ask;
        private Stage otherStage;
        private Ask otherAsk;

        Trial(Write write) {
            this.write = write;
        }

        Stream<DynamicTest> checks() {
            return Stream.of(
                    dynamicTest("has a case", this::prepare),
                    dynamicTest("takes no body that is not as the document says: 400", this::strictBody),
                    dynamicTest("does all and leaves nothing as a dry run", this::dryRun),
                    dynamicTest("a version that is stale is refused: 412", this::staleVersion),
                    dynamicTest(AT_ONCE + " at once have the effect of one and one answer", this::together),
                    dynamicTest("a dry run under its key is another request: 422", this::dryRunUnderItsKey),
                    dynamicTest("answers the first of many mistakes, in the contract's order", this::order),
                    dynamicTest("is not there for another company: 404", this::otherCompany),
                    dynamicTest("looks at the version before the state before the values: 412, 409, 422", this::conflicts));
        }

        void prepare() {
            stage = Stage.of(api, fixtures);
            ask = ask(stage);
            otherStage = stage.another();
            otherAsk = ask(otherStage);
        }

        private Ask ask(Stage at) {
            Cases.Case found = Cases.of(write, at).orElseThrow(() -> new AssertionError("write a case for " + write + " in Cases"));
            assertEquals(write.hasId(), found.id() != null, "the path has an id");
            return new Ask(write.open() ? null : at.caller, write.method(), path(found.id()), found.body(), key,
                    writesSeen() ? "\"1\"" : null);
        }

        void strictBody() throws IOException {
            if (!write.hasBody()) {
                return;
            }
            Ask fresh = ask.under(UUID.randomUUID().toString());
            refused(fresh.saying(BROKEN), 400, "unreadable");
            for (Bodies.Unfit unfit : bodies().unfit()) {
                JsonNode problem = refused(fresh.saying(unfit.body()), 400, unfit.code());
                assertEquals(unfit.pointer(), problem.at("/errors/0/pointer").asText(), () -> unfit + " " + problem);
                assertEquals(unfit.code(), problem.at("/errors/0/code").asText());
            }
        }

        void dryRun() {
            Footprint before = footprint();
            Api.Answer answer = send(ask.to(ask.path() + "?dryRun=true")).expect(write.success());
            assertTrue(answer.body().get("dryRun").asBoolean(), answer::toString);
            assertNull(answer.header("ETag"), "there is no such version");
            assertEquals(Map.of(), footprint().since(before), () -> write + ": what a dry run leaves");
        }

        void staleVersion() {
            if (write.ifMatch()) {
                refused(ask.seen("\"999\""), 412, "version_stale");
            }
        }

        /** The same key in another company has an effect and an answer of its own, and tells what the effect of one request is. */
        void together() {
            Footprint first = footprint();
            Api.Answer alone = send(otherAsk).expect(write.success());
            Footprint second = footprint();
            Map<String, BigDecimal> effect = second.since(first);
            assertFalse(effect.isEmpty());

            List<Api.Answer> answers = api.as(ask.caller()).parallel(AT_ONCE, _ -> ask.request(api, Locale.ENGLISH));
            if (HASHING.contains(write.function())) {
                answers.replaceAll(answer -> answer.header("Retry-After") == null ? answer : send(ask));
            }
            answers.forEach(answer -> answer.expect(write.success()));
            assertEquals(effect, footprint().since(second), () -> write + ": the effect of " + AT_ONCE + " is that of one");
            answers.forEach(answer -> assertArrayEquals(answers.getFirst().bytes(), answer.bytes()));
            for (String header : List.of("ETag", "Location", "Content-Type")) {
                assertEquals(1, answers.stream().map(answer -> Optional.ofNullable(answer.header(header))).distinct().count(), header);
            }
            assertEquals(1, answers.stream().filter(answer -> answer.header("Idempotency-Replayed") == null).count(),
                    () -> write + ": one was not a replay");
            assertEquals(AT_ONCE - 1, answers.stream().filter(answer -> "true".equals(answer.header("Idempotency-Replayed"))).count());
            assertNull(alone.header("Idempotency-Replayed"), "another company's key is another key");
            if (answers.getFirst().body().has("id") && write.ownId()) {
                assertNotEquals(alone.at("/id"), answers.getFirst().at("/id"));
            }
        }

        void dryRunUnderItsKey() {
            refused(ask.to(ask.path() + "?dryRun=true"), 422, "idempotency_key_reused");
            assertEquals("true", send(ask.to(ask.path() + "?dryRun=false")).expect(write.success()).header("Idempotency-Replayed"));
        }

        /** A request that has every mistake at once is repaired one by one, from the first that is answered to the last. */
        void order() throws IOException {
            String unknown = write.hasId() && !write.makesIt() ? path(UUID.randomUUID().toString()) : ask.path();
            Ask wrong = ask.to(unknown).by(null).under(null).seen(null).saying(write.hasBody() ? BROKEN : null);
            if (!write.open()) {
                refused(wrong, 401, "token_missing");
                refused(wrong.by(stage.powerless()), 403, "forbidden");
                wrong = wrong.by(ask.caller());
            }
            refused(wrong, 400, "idempotency_key_missing");
            wrong = wrong.under(key);
            if (write.hasBody()) {
                refused(wrong, 400, "unreadable");
                Optional<String> other = bodies().other();
                assertTrue(other.isPresent() || write.hasId(), "nothing in the body can be another");
                wrong = wrong.saying(other.orElse(ask.body()));
            }
            refused(wrong, 422, "idempotency_key_reused");
            if (!unknown.equals(ask.path())) {
                // The same body for another document is another request too.
                refused(wrong.saying(ask.body()), 422, "idempotency_key_reused");
            }
            wrong = wrong.under(UUID.randomUUID().toString());
            if (writesSeen()) {
                refused(wrong, 428, "if_match_missing");
                wrong = wrong.seen(ask.ifMatch());
            }
            if (!unknown.equals(ask.path())) {
                refused(wrong, 404, "not_found");
                // What is not there has no version that could be stale.
                refused(wrong.seen("\"999\""), 404, "not_found");
            }
        }

        /** In a third company: a request with a stale version, about a document in the wrong state, with a wrong value. */
        void conflicts() throws IOException {
            Stage third = stage.another();
            Conflicts.Conflict conflict = Conflicts.of(write, third)
                    .orElseThrow(() -> new AssertionError("write for " + write + " what refuses it in Conflicts"));
            assertEquals(conflict.state() == null || conflict.value() == null, !conflict.why().isEmpty(), "why there is no such refusal");
            Ask right = ask(third);
            Ask wrong = conflict.value() == null ? right : mistaken(right, conflict.value());
            if (conflict.state() != null) {
                Ask both = mistaken(wrong, conflict.state()).seen(conflict.state().version());
                if (write.ifMatch()) {
                    refused(both.seen("\"999\""), 412, "version_stale");
                }
                refused(both, 409, conflict.state().code());
            }
            if (conflict.value() != null) {
                refused(wrong, 422, conflict.value().code());
            }
            send(right).expect(write.success());
        }

        private Ask mistaken(Ask right, Conflicts.Mistake mistake) throws IOException {
            Ask about = mistake.id() == null ? right : right.to(path(mistake.id()));
            if (right.body() == null) {
                return about;
            }
            return about.saying(((ObjectNode) json.readTree(right.body())).setAll((ObjectNode) json.readTree(mistake.fields())).toString());
        }

        private boolean writesSeen() {
            return write.ifMatchNeeded() || write.makesIt();
        }

        void otherCompany() {
            if (write.ownId()) {
                refused(ask.by(otherStage.caller).under(UUID.randomUUID().toString()), 404, "not_found");
            }
        }

        private Bodies bodies() throws IOException {
            return new Bodies(document, write.body(), json.readTree(ask.body()));
        }

        private String path(String id) {
            return id == null ? write.path() : write.path().replace("{id}", id);
        }
    }

    private Api.Answer send(Ask ask) {
        return api.send(ask.request(api, Locale.ENGLISH));
    }

    /** A problem with all its fields, in German and in English. */
    private JsonNode refused(Ask ask, int status, String code) {
        JsonNode problem = null;
        for (Locale language : List.of(Locale.GERMAN, Locale.ENGLISH)) {
            Api.Answer answer = api.send(ask.request(api, language)).expect(status, code);
            problem = answer.body();
            assertEquals(FIELDS, problem.properties().stream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new)),
                    answer::toString);
            assertEquals("/api/problems#" + code, answer.at("/type"));
            assertEquals(Texts.title(code, language), answer.at("/title"));
            assertEquals(status, problem.get("status").asInt());
            assertFalse(answer.at("/detail").isBlank(), answer::toString);
            assertEquals(ask.path().split("\\?")[0], answer.at("/instance"));
            assertTrue(answer.at("/traceId").matches("[0-9a-f]{32}"), answer::toString);
            assertTrue(problem.get("errors").isArray());
            assertEquals(language.getLanguage(), answer.header("Content-Language"));
        }
        return problem;
    }

    private static Footprint footprint() {
        return Footprint.of(TestConfiguration.database().superuserUrl());
    }
}
