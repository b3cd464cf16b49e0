package erp.work;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.TestConfiguration;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of writes, with a function that does nothing else. */
@MicronautTest(transactional = false)
class WorkTest {

    private static final String NOTES = "/api/v1/notes";

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    EmbeddedServer server;
    private Caller caller;

    @BeforeAll
    static void table() throws SQLException {
        try (Connection connection = DriverManager.getConnection(TestConfiguration.database().superuserUrl())) {
            connection.createStatement().execute("""
                    create schema if not exists test;
                    create table if not exists test.notes (company_id integer, id uuid primary key, text text, amount numeric,
                                                           version integer default 1);
                    grant usage on schema test to erp_command, erp_query;
                    grant select on test.notes to erp_query;
                    grant select, insert, update on test.notes to erp_command""");
        }
    }

    @BeforeEach
    void company() {
        caller = fixtures.company();
    }

    private int notes() {
        return fixtures.value(caller, Integer.class, "select count(*)::integer from test.notes where company_id = ?", caller.company());
    }

    @Test
    void theSameRequestAtOnceHasOneEffectAndOneAnswer() {
        String key = UUID.randomUUID().toString();
        List<Api.Answer> answers = api.as(caller).parallel(50, _ -> api.as(caller).request("POST", NOTES, "{\"text\": \"once\"}", key));
        assertEquals(1, notes());
        answers.forEach(answer -> {
            answer.expect(201);
            assertArrayEquals(answers.getFirst().bytes(), answer.bytes());
            assertEquals(answers.getFirst().header("Location"), answer.header("Location"));
            assertEquals("\"1\"", answer.header("ETag"));
        });
        assertEquals(49, answers.stream().filter(answer -> "true".equals(answer.header("Idempotency-Replayed"))).count());
    }

    @Test
    void theOrderOfFieldsAndBlanksDoesNotMakeAnotherRequest() {
        String key = UUID.randomUUID().toString();
        Api.Answer first = api.as(caller).write("POST", NOTES, "{\"text\": \"a\", \"amount\": \"1.00\"}", key).expect(201);
        assertArrayEquals(first.bytes(),
                api.as(caller).write("POST", NOTES, "{ \"amount\":\"1.00\",\"text\":\"a\" }", key).expect(201).bytes());
    }

    @Test
    void anotherBodyUnderTheKeyIsRefused() {
        String key = UUID.randomUUID().toString();
        api.as(caller).write("POST", NOTES, "{\"text\": \"a\"}", key).expect(201);
        api.as(caller).write("POST", NOTES, "{\"text\": \"b\"}", key).expect(422, "idempotency_key_reused");
        api.as(caller).write("POST", NOTES, "{\"text\": \"much too long\"}", key).expect(422, "idempotency_key_reused");
        assertEquals(1, notes());
    }

    @Test
    void anotherCompanyAndAnotherUserHaveKeysOfTheirOwn() {
        String key = UUID.randomUUID().toString();
        Caller other = fixtures.company();
        Caller colleague = new Caller(UUID.randomUUID(), caller.company(), caller.roles(), Locale.ENGLISH, false);
        for (Caller one : List.of(caller, other, colleague)) {
            assertNull(api.as(one).write("POST", NOTES, "{\"text\": \"a\"}", key).expect(201).header("Idempotency-Replayed"));
        }
        assertEquals(2, notes());
    }

    @Test
    void aKeyIsRequiredAndHasAForm() {
        api.send(api.as(caller).request("POST", NOTES, "{\"text\": \"a\"}", null)).expect(400, "idempotency_key_missing");
        api.as(caller).write("POST", NOTES, "{\"text\": \"a\"}", "k".repeat(256)).expect(400, "idempotency_key_invalid");
        // Before the body is looked at, and after the token.
        api.send(api.as(caller).request("POST", NOTES, "nonsense", null)).expect(400, "idempotency_key_missing");
        api.send(api.as(null).request("POST", NOTES, "{\"text\": \"a\"}", null)).expect(401, "token_missing");
        api.as(new Caller(UUID.randomUUID(), caller.company(), List.of("clerk"), Locale.ENGLISH, false)).post(NOTES, "{\"text\": \"a\"}")
                .expect(403, "forbidden");
    }

    @Test
    void aRefusalAndAFailureLeaveTheKeyFree() {
        String key = UUID.randomUUID().toString();
        api.as(caller).write("POST", NOTES, "{\"text\": \"refuse\"}", key).expect(409, "try_again");
        Api.Answer broken = api.as(caller).write("POST", NOTES, "{\"text\": \"break\"}", key).expect(500, "internal");
        assertFalse(broken.text().contains("secret"));
        api.as(caller).write("POST", NOTES, "{\"text\": \"a\"}", key).expect(201);
        assertEquals(1, notes());
    }

    @Test
    void aLostConnectionIsNoFailureAndLeavesTheKeyFree() {
        String key = UUID.randomUUID().toString();
        Api.Answer lost = api.as(caller).write("POST", NOTES, "{\"text\": \"lose\"}", key).expect(503, "unavailable");
        assertEquals("1", lost.header("Retry-After"));
        api.as(caller).write("POST", NOTES, "{\"text\": \"a\"}", key).expect(201);
        assertEquals(1, notes());
    }

    @Test
    void aRollbackThatFailsDoesNotHideWhyTheWorkEnded() throws SQLException {
        SQLException lost = new SQLException("lost");
        Connection connection = (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(), new Class<?>[] {Connection.class},
                (_, method, _) -> switch (method.getName()) {
                    case "rollback" -> throw lost;
                    case "isClosed" -> false;
                    default -> null;
                });
        IllegalStateException why = assertThrows(IllegalStateException.class, () -> {
            try (Rollback _ = Rollback.unlessDone(connection)) {
                throw new IllegalStateException("why");
            }
        });
        assertEquals(List.of(lost), List.of(why.getSuppressed()));
        assertSame(lost, assertThrows(SQLException.class, Rollback.unlessDone(connection)::close));
        Rollback committed = Rollback.unlessDone(connection);
        committed.done();
        committed.close();
    }

    @Test
    void aRepetitionDuringALongRunIsToldToComeBack() {
        String key = UUID.randomUUID().toString();
        CompletableFuture<Api.Answer> first = CompletableFuture.supplyAsync(
                () -> api.as(caller).write("POST", NOTES, "{\"text\": \"slow\", \"seconds\": 7}", key));
        fixtures.in(caller, tx -> tx.list(String.class, "select 'slept' from pg_sleep(1)"));
        Api.Answer second = api.as(caller).write("POST", NOTES, "{\"text\": \"slow\", \"seconds\": 7}", key).expect(409, "in_flight");
        assertEquals("1", second.header("Retry-After"));
        first.join().expect(201);
        assertEquals(1, notes());
    }

    @Test
    void aDryRunDoesEverythingAndKeepsNothing() {
        String key = UUID.randomUUID().toString();
        Api.Answer dry = api.as(caller).write("POST", NOTES + "?dryRun=true", "{\"text\": \"a\"}", key).expect(201);
        assertTrue(dry.body().get("dryRun").asBoolean());
        assertEquals("a", dry.at("/text"));
        assertNull(dry.header("Location"));
        assertEquals(0, notes());
        Api.Answer real = api.as(caller).write("POST", NOTES, "{\"text\": \"a\"}", key).expect(201);
        assertFalse(real.body().has("dryRun"));
        assertNotEquals(dry.at("/id"), real.at("/id"));
        // No dry run is the same as none said, and a dry run another request.
        Api.Answer again = api.as(caller).write("POST", NOTES + "?dryRun=false", "{\"text\": \"a\"}", key).expect(201);
        assertEquals("true", again.header("Idempotency-Replayed"));
        api.as(caller).write("POST", NOTES + "?dryRun=true", "{\"text\": \"a\"}", key).expect(422, "idempotency_key_reused");
        assertEquals(1, notes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "nonsense | unreadable | ",
        "[] | unreadable | ",
        "{\"text\": \"a\"} {} | unreadable | ",
        "{\"text\": \"a\", \"text\": \"b\"} | unreadable | ",
        "{\"text\": \"a\", \"sound\": 1} | unknown_field | /sound",
        "{} | missing_field | /text",
        "{\"text\": null} | missing_field | /text",
        "{\"text\": [1]} | invalid_field | /text",
        "{\"text\": \"a\", \"seconds\": \"3\"} | invalid_field | /seconds",
        "{\"text\": \"a\", \"seconds\": 1.5} | invalid_field | /seconds",
        "{\"text\": \"a\", \"seconds\": 1e99} | invalid_field | /seconds",
        "{\"text\": \"a\\u0000b\"} | invalid_field | /text",
        "{\"text\": \"\\ud83d\"} | invalid_field | /text",
        "{\"text\": \"\\ude00\\ud83d\"} | invalid_field | /text",
        "{\"text\": \"a\", \"tags\": [\"b\", null]} | missing_field | /tags/1",
        "{\"text\": \"a\", \"tags\": [\"\\udfff\"]} | invalid_field | /tags/0",
        "{\"text\": \"a\", \"colour\": 0} | invalid_field | /colour",
        "{\"text\": \"a\", \"colour\": \"\"} | invalid_field | /colour",
        "{\"text\": \"a\", \"about\": \"\"} | invalid_field | /about",
        "{\"text\": \"a\", \"about\": \"7\"} | invalid_field | /about"})
    void aBodyThatCannotBeReadIsRefusedWithThePlace(String body, String code, String pointer) {
        Api.Answer answer = api.as(caller).post(NOTES, body).expect(400, code);
        if (pointer != null) {
            assertEquals(pointer, answer.at("/errors/0/pointer"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\" 2026-01-02\"", "\"2026-1-2\"", "\"20260102\"", "\"2026-02-30\"", "\"2026-01-02T00:00:00\"",
        "\"1899-12-31\"", "\"0000-01-01\"", "\"-0001-01-01\"", "\"10000-01-01\"", "\"+10000-01-01\"", "\"+999999999-01-01\"",
        "[2026, 1, 2]", "20000", "true", "{}"})
    void aDateHasOneFormAndAYearThatCanBeKept(String date) {
        Api.Answer answer = api.as(caller).post(NOTES, "{\"text\": \"a\", \"day\": " + date + "}").expect(400, "invalid_field");
        assertEquals("/day", answer.at("/errors/0/pointer"));
        for (String day : List.of("1900-01-01", "9999-12-31")) {
            api.as(caller).post(NOTES, "{\"text\": \"a\", \"day\": \"" + day + "\"}").expect(201);
        }
    }

    @Test
    void aBodyThatIsDeepOrCutOrNotUtf8IsRefused() {
        byte[] deep = "[".repeat(10_000).getBytes(UTF_8);
        byte[] latin = "{\"text\": \"ä\"}".getBytes(ISO_8859_1);
        byte[] zipped = {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3};
        for (byte[] body : List.of(deep, zipped, new byte[0], "{\"text\"".getBytes(UTF_8))) {
            api.send(post(BodyPublishers.ofByteArray(body), "application/json")).expect(400, "unreadable");
        }
        api.send(post(BodyPublishers.ofByteArray(latin), "application/json")).expect(400, "invalid_field");
        String large = "{\"text\": \"" + "a".repeat(11_000_000) + "\"}";
        api.send(post(BodyPublishers.ofString(large), "application/json")).expect(413, "too_large");
        assertEquals(0, notes());
    }

    @Test
    void anEmojiIsAText() {
        assertEquals("\uD83C\uDF75", api.as(caller).post(NOTES, "{\"text\": \"\\ud83c\\udf75\"}").expect(201).at("/text"));
    }

    @Test
    void aValueThatTheDatabaseCannotKeepIsTheCallers() {
        api.as(caller).post(NOTES, "{\"text\": \"overflow\"}").expect(422, "format");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dryRun=perhaps", "dryRun=", "dryRun", "dryRun=TRUE", "dryRun=false&dryRun=true", "force=perhaps", "force=",
        "force=1", "force=true&force=false", "x=%00", "%00=x", "dryrun=true", "x", "limit=1", "dryRun=true&x=1"})
    void aParameterOfAWriteIsReadableAndSaidOnce(String query) {
        api.as(caller).post(NOTES + "?" + query, "{\"text\": \"a\"}").expect(400, "invalid_parameter");
        assertEquals(0, notes());
    }

    static Stream<String> unreadableQuestions() {
        return Stream.of("Limit=1", "dryRun=true", "dryRun=false", "asOf=2026-11-21", "limit=1&x=",
                "limit=abc", "limit=0", "limit=-1", "limit=501", "limit=99999999999", "limit=1.5", "limit=1&limit=2",
                "cursor=garbage", "cursor=", "cursor=WyJ4Il0", "cursor=" + "A".repeat(8_000),
                "fields=unknown", "fields=", "sort=unknown", "sort=", "sort=,", "sort=-", "sort=text,text",
                "filter=garbage", "filter=text+eq", "filter=text+eq+%00", "filter=sound+eq+a", "filter=" + "x".repeat(20_000),
                "filter=text+eq+'" + "a".repeat(3_000) + "'", "filter=text+eq+'" + "''".repeat(990), "filter=text+in+" + "a,".repeat(990),
                "filter=version+eq+99999999999", "filter=version+eq+1.5", "filter=id+eq+7", "filter=id+like+a",
                "filter=amount+eq+1e999999999",
                "filter=amount+eq+NaN", "filter=day+eq+garbage", "filter=day+ge+0000-01-01",
                "filter=day+ge+%2B999999999-01-01", "filter=day+in+%2B999999999-01-01",
                "filter=madeAt+ge+%2B999999999-12-31T23:59:59Z", "filter=madeAt+ge+2026-11-21");
    }

    @ParameterizedTest
    @MethodSource("unreadableQuestions")
    void aQuestionThatCannotBeReadIsRefused(String query) {
        api.as(caller).get(NOTES + "?" + query).expect(400, "invalid_parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"day+in+2026-11-21,2026-11-22", "madeAt+in+2026-11-21T12:00:00Z", "madeAt+le+2026-11-21T12:00:00Z",
        "amount+in+0,1.5", "version+in+1,2", "text+eq+'it''s'", "text+in+b,'it''s'+and+version+eq+1", "text+like+*'s",
        "text+like+'it''s'"})
    void aFilterFinds(String filter) {
        api.as(caller).post(NOTES, "{\"text\": \"it's\"}").expect(201);
        if (filter.contains("*'s")) {
            // A quote that opens nothing.
            api.as(caller).get(NOTES + "?filter=" + filter).expect(400, "invalid_parameter");
        } else {
            assertEquals("it's", api.as(caller).get(NOTES + "?filter=" + filter).expect(200).at("/items/0/text"));
        }
    }

    @Test
    void theLongestFilterStillFindsItsSecondPage() {
        api.as(caller).post(NOTES, "{\"text\": \"a\"}").expect(201);
        api.as(caller).post(NOTES, "{\"text\": \"b\"}").expect(201);
        String filter = "text+ne+'" + "%E8%8C%B6".repeat(1_985) + "'";
        Api.Answer first = api.as(caller).get(NOTES + "?limit=1&filter=" + filter).expect(200);
        Api.Answer second = api.as(caller).get(NOTES + "?limit=1&filter=" + filter + "&cursor=" + first.at("/next")).expect(200);
        assertEquals("b", second.at("/items/0/text"));
    }

    @Test
    void whatIsNotHttpIsAProblemToo() {
        Api.As as = api.as(caller);
        api.send(as.request("GET", NOTES + "?filter=" + "a".repeat(40_000), null, null)).expect(414, "uri_too_long");
        api.send(as.request("POST", NOTES, "{}", "k".repeat(10_000))).expect(431, "headers_too_large");
        api.send(as.request("GET", NOTES, null, null, "Accept-Language", ",,")).expect(400, "bad_request");
        assertEquals("en",
                api.send(as.request("GET", NOTES + "/x", null, null, "Accept-Language", "de;q=perhaps")).header("Content-Language"));
        assertTrue(raw("GET /api/v1/{|^ HTTP/1.1\r\nHost: x\r\n\r\n").contains("\"code\":\"bad_request\""));
        assertEquals("close", api.send(as.request("POST", NOTES, "{}", "k".repeat(10_000))).header("Connection"));
        assertTrue(raw("hello\r\n\r\n").contains("\"code\":\"bad_request\""));
        assertTrue(raw("POST " + NOTES + " HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n").contains("\"code\":\"bad_request\""));
        assertEquals(0, notes());
    }

    /** What comes back for bytes that no client would send. */
    private String raw(String bytes) {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(UTF_8));
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("\"errors\"") < 0) {
                int next = socket.getInputStream().read();
                assertTrue(next >= 0, () -> "ended after " + answer);
                answer.append((char) next);
            }
            return answer.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest post(BodyPublisher body, String mediaType) {
        HttpRequest request = api.as(caller).request("POST", NOTES, "{}", UUID.randomUUID().toString());
        return HttpRequest.newBuilder(request, (name, _) -> !name.equals("Content-Type"))
                .header("Content-Type", mediaType).POST(body).build();
    }

    @ParameterizedTest
    @CsvSource({"'\"12.345\"', scale", "'\"1e3\"', format", "'\"NaN\"', format", "'\"-0\"', format", "'\"1000000000000\"', range",
        "12.5, format", "'\"\"', format", "'\" 1\"', format", "'\"+1\"', format", "'\"01\"', format", "'\"1,5\"', format", "true, format"})
    void anAmountHasOneForm(String amount, String code) {
        Api.Answer answer = api.as(caller).post(NOTES, "{\"text\": \"a\", \"amount\": " + amount + "}").expect(422, code);
        assertEquals("/amount", answer.at("/errors/0/pointer"));
        assertEquals(0, notes());
    }

    @Test
    void whatIsCheckedFirstWins() {
        Api.As as = api.as(caller);
        String note = NOTES + "/" + as.post(NOTES, "{\"text\": \"a\"}").at("/id");
        String invalid = "{\"text\": \"\"}";
        as.put(note, invalid).expect(428, "if_match_missing");
        as.put(NOTES + "/" + UUID.randomUUID(), invalid, "If-Match", "\"1\"").expect(404, "not_found");
        assertEquals("Somebody has changed this; it is at version 1 now.",
                as.put(note, invalid, "If-Match", "\"7\"").expect(412, "version_stale").at("/detail"));
        as.put(note, invalid, "If-Match", "\"1\"").expect(422, "required");
        as.put(note, "{\"text\": \"final\"}", "If-Match", "\"7\", \"1\"").expect(200);
        assertEquals(409, as.put(note, invalid, "If-Match", "\"2\"").status());
        api.as(fixtures.company()).put(note, invalid, "If-Match", "\"2\"").expect(404, "not_found");
    }

    @Test
    void severalFaultsAreAllNamed() {
        Api.Answer answer = api.as(caller).post(NOTES, "{\"text\": \"\", \"amount\": \"1.234\"}").expect(422, "invalid");
        assertEquals(List.of("/amount", "/text"), List.of(answer.at("/errors/0/pointer"), answer.at("/errors/1/pointer")));
        assertEquals(List.of("scale", "required"), List.of(answer.at("/errors/0/code"), answer.at("/errors/1/code")));
    }

    @Test
    void deadlocksAreRepeatedInside() {
        String one = api.as(caller).post(NOTES, "{\"text\": \"one\", \"amount\": \"0\"}").at("/id");
        String two = api.as(caller).post(NOTES, "{\"text\": \"two\", \"amount\": \"0\"}").at("/id");
        List<Api.Answer> answers = api.as(caller).parallel(2, i -> api.as(caller).request("POST",
                i % 2 == 0 ? NOTES + "/" + one + "/add/" + two : NOTES + "/" + two + "/add/" + one, null, UUID.randomUUID().toString()));
        answers.forEach(answer -> answer.expect(200));
        assertEquals(List.of(2, 2), fixtures.in(caller, tx -> tx.list(Integer.class,
                "select amount::integer from test.notes where company_id = ?", caller.company())));
    }

    @Test
    void problemsSpeakTheCallersLanguage() {
        Api.Answer german = api.send(api.as(caller).request("POST", NOTES, "{\"text\": \"a\"}", null,
                "Accept-Language", "de-AT,de;q=0.9,en;q=0.5"));
        assertEquals("Idempotency-Key fehlt", german.at("/title"));
        assertEquals("de", german.header("Content-Language"));
        Caller germanCaller = new Caller(caller.user(), caller.company(), caller.roles(), Locale.GERMAN, false);
        assertEquals("Idempotency-Key fehlt", api.send(api.as(germanCaller).request("POST", NOTES, "{}", null)).at("/title"));
        assertEquals("Idempotency-Key missing",
                api.send(api.as(caller).request("POST", NOTES, "{}", null, "Accept-Language", "fr")).at("/title"));
    }

    @Test
    void aProblemNamesTheTraceOfItsCaller() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        Api.Answer answer = api.send(api.as(caller).request("GET", "/api/v1/nothing", null, null,
                "traceparent", "00-" + trace + "-b7ad6b7169203331-01"));
        answer.expect(404, "not_found");
        assertEquals(trace, answer.at("/traceId"));
        assertEquals("/api/v1/nothing", answer.at("/instance"));
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        api.as(caller).post(NOTES, "{\"text\": \"" + "a".repeat(10 * 1024 * 1024) + "\"}").expect(413, "too_large");
        assertEquals(0, notes());
    }

    @Test
    void otherMethodsAndMediaTypesAreRefused() {
        api.send(api.as(caller).request("DELETE", NOTES, null, "k")).expect(405, "method_not_allowed");
        for (String mediaType : List.of("text/plain", "application/xml", "application/json-patch+json",
                "multipart/form-data", "garbage", "")) {
            api.send(post(BodyPublishers.ofString("{\"text\": \"a\"}"), mediaType)).expect(415, "unsupported_media_type");
        }
    }
}
