package erp.partners.changepartner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import erp.partners.Partner;
import erp.partners.PartnerData;
import erp.partners.Partners;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class ChangePartnerTest {

    private static final int WRITERS = 8;
    private static final int UPDATES = 100;

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ObjectMapper json;
    private Caller caller;
    private UUID id;

    @BeforeEach
    void partner() throws IOException {
        caller = fixtures.company();
        id = create("Kunde",
                "\"vatId\": \"DE136695976\", \"email\": \"a@b.example\", \"discountDays\": 10, \"discountPercent\": \"2\"").id();
    }

    private Partner create(String name, String members) throws IOException {
        PartnerData data = json.readValue("""
                {"customer": true, "name": "%s", "street": "Allee 2", "postalCode": "20095", "city": "Hamburg", "country": "DE", %s}"""
                .formatted(name, members), PartnerData.class);
        return fixtures.in(caller, tx -> Partners.create(tx, data, false));
    }

    private Api.Answer change(int version, String patch) {
        return change("", version, patch);
    }

    private Api.Answer change(String query, int version, String patch) {
        return api.as(caller).patch("/api/v1/partners/" + id + query, patch, "If-Match", "\"" + version + "\"");
    }

    private Partner stored() {
        return fixtures.in(caller, tx -> Partners.get(tx, id));
    }

    @Test
    void changesWhatIsNamedAndKeepsTheRest() {
        Partner before = stored();
        Api.Answer answer = change(1, "{\"phone\": \"+49 40 1\", \"city\": \"Kiel\"}").expect(200);
        assertEquals("\"2\"", answer.header("ETag"));
        Partner after = stored();
        assertEquals("+49 40 1", after.phone());
        assertEquals("Kiel", after.city());
        assertEquals(before.name(), after.name());
        assertEquals(before.vatId(), after.vatId());
        assertEquals(before.discountPercent(), after.discountPercent());
        assertEquals(before.customerNumber(), after.customerNumber());
    }

    @Test
    void clearsWhatIsNull() {
        change(1, "{\"email\": null, \"vatId\": null, \"paymentDays\": null}").expect(200);
        assertNull(stored().email());
        assertNull(stored().vatId());
        assertEquals(14, stored().paymentDays());
    }

    @Test
    void changesNothingForNothing() {
        Api.Answer answer = change(1, "{}").expect(200);
        assertEquals("2", answer.at("/version"));
    }

    @Test
    void tellsAClearedFieldFromAnAbsentOneUnderTheSameKey() {
        String key = UUID.randomUUID().toString();
        String path = "/api/v1/partners/" + id;
        Api.Answer first = api.as(caller).write("PATCH", path, "{\"phone\": \"1\", \"email\": null}", key, "If-Match", "\"1\"").expect(200);
        api.as(caller).write("PATCH", path, "{\"phone\": \"1\"}", key, "If-Match", "\"1\"").expect(422, "idempotency_key_reused");
        Api.Answer replayed = api.as(caller).write("PATCH", path, "{\"email\": null, \"phone\": \"1\"}", key, "If-Match", "\"1\"")
                .expect(200);
        assertEquals("true", replayed.header("Idempotency-Replayed"));
        assertArrayEquals(first.bytes(), replayed.bytes());
    }

    @Test
    void demandsTheVersionThatIsChanged() {
        api.as(caller).patch("/api/v1/partners/" + id, "{}").expect(428, "if_match_missing");
        change(1, "{}").expect(200);
        change(1, "{}").expect(412, "version_stale");
        api.as(caller).patch("/api/v1/partners/" + UUID.randomUUID(), "{}", "If-Match", "\"1\"").expect(404, "not_found");
    }

    @Test
    void givesASecondRoleItsNumberAndKeepsTheFirst() {
        Api.Answer dry = change("?dryRun=true", 1, "{\"supplier\": true}").expect(200);
        assertTrue(dry.body().at("/supplierNumber").isMissingNode());
        assertEquals("10000", dry.at("/customerNumber"));
        Api.Answer answer = change(1, "{\"supplier\": true}").expect(200);
        assertEquals("70000", answer.at("/supplierNumber"));
        assertEquals("10000", answer.at("/customerNumber"));
    }

    @Test
    void refusesToTakeANumberAway() {
        change(1, "{\"customerNumber\": 10001}").expect(409, "partner_number_fixed");
        change(1, "{\"customerNumber\": null}").expect(409, "partner_number_fixed");
        change(1, "{\"customer\": false, \"supplier\": true}").expect(409, "partner_number_fixed");
        change(1, "{\"customer\": null, \"city\": \" \"}").expect(409, "partner_number_fixed");
    }

    @Test
    void validatesWhatResults() {
        change(1, "{\"discountDays\": null}").expect(422, "discount_incomplete");
        change(1, "{\"city\": \" \"}").expect(422, "required");
        change(1, "{\"creditLimit\": \"1e3\"}").expect(422, "format");
        change(1, "{\"vatId\": \"DE1\"}").expect(422, "vat_id_format");
        change(1, "{\"priceList\": \"nowhere\"}").expect(422, "unknown_price_list");
        Api.Answer two = change(1, "{\"city\": \" \", \"paymentDays\": 400}").expect(422, "invalid");
        assertEquals(List.of("/city", "/paymentDays"), two.body().at("/errors").findValuesAsText("pointer"));
        assertEquals(1, stored().version());
    }

    @Test
    void refusesToReadWhatItDoesNotKnow() {
        Api.Answer unknown = change(1, "{\"nick\": \"B\"}").expect(400, "unknown_field");
        assertEquals("/nick", unknown.at("/errors/0/pointer"));
        change(1, "{\"state\": \"archived\"}").expect(400, "unknown_field");
        Api.Answer cleared = change(1, "{\"name\": null}").expect(400, "missing_field");
        assertEquals("/name", cleared.at("/errors/0/pointer"));
        Api.Answer mistyped = change(1, "{\"language\": \"fr\"}").expect(400, "invalid_field");
        assertEquals("/language", mistyped.at("/errors/0/pointer"));
        change(1, "{\"paymentDays\": \"14\"}").expect(400, "invalid_field");
        change(1, "{\"phone\": {}}").expect(400, "invalid_field");
        change(1, "[]").expect(400, "unreadable");
        change(1, "{").expect(400, "unreadable");
        change(1, "{\"city\": \"A\", \"city\": \"B\"}").expect(400);
    }

    @Test
    void suspectsADuplicateOnlyWhereItWouldBecomeOne() throws IOException {
        create("Anderer", "\"vatId\": \"ATU12345678\"");
        change(1, "{\"name\": \"ANDERER\"}").expect(422, "duplicate_suspect");
        change(1, "{\"vatId\": \"ATU12345678\"}").expect(422, "duplicate_suspect");
        change("?force=true", 1, "{\"name\": \"Anderer\"}").expect(200);
        change(2, "{\"phone\": \"1\"}").expect(200);
    }

    @Test
    void losesNoChangeOfMany() {
        List<Api.Answer> answers = api.as(caller).parallel(20, i -> api.as(caller).request("PATCH", "/api/v1/partners/" + id,
                "{\"phone\": \"" + i + "\"}", UUID.randomUUID().toString(), "If-Match", "\"1\""));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 200).count());
        answers.stream().filter(answer -> answer.status() != 200).forEach(answer -> answer.expect(412, "version_stale"));
        assertEquals(2, stored().version());
        assertNotNull(stored().phone());
    }

    /** Each writer reads the partner, adds one to a number it finds there, and writes it if nobody else has meanwhile. */
    @Test
    void losesNoUpdateOfManyWhoReadAndWrite() throws Exception {
        change(1, "{\"creditLimit\": \"0.00\"}").expect(200);
        AtomicInteger refused = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(threads.submit(() -> {
                    for (int done = 0; done < UPDATES;) {
                        Partner seen = stored();
                        Api.Answer answer = change(seen.version(), "{\"creditLimit\": \"" + seen.creditLimit().add(BigDecimal.ONE) + "\"}");
                        if (answer.status() == 200) {
                            done++;
                        } else {
                            answer.expect(412, "version_stale");
                            refused.incrementAndGet();
                        }
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        assertEquals(new BigDecimal("800.00"), stored().creditLimit());
        assertEquals(2 + WRITERS * UPDATES, stored().version());
        assertTrue(refused.get() > 0, "some met each other");
    }
}
