package erp.inventory.adjuststock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.SalesFixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@MicronautTest(transactional = false)
class AdjustStockTest {

    private static final String PATH = "/api/v1/stock-adjustments";

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    SalesFixtures sales;
    private Caller caller;

    @BeforeEach
    void company() {
        caller = fixtures.company();
    }

    @Test
    void opensTheStockAndTheBooks() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        Api.Answer answer = post("opening", """
                "date": "2024-01-01", "note": "Inventur", "externalId": "x-1", """,
                line(product, "10", "\"unitCost\": \"1.255\"")).expect(201);
        assertEquals("12.55", answer.at("/lines/0/value"));
        assertEquals("MAIN", answer.at("/location"));
        assertEquals(PATH + "/" + answer.at("/id"), answer.header("Location"));
        assertEquals(List.of("1140 12.55 0", "9000 0 12.55"), entry(answer.at("/entryId")));
        assertEquals(new BigDecimal("10"), onHand(product));
    }

    @Test
    void whatComesIsForOrdersThatWait() {
        UUID waited = fixtures.product(caller, "A1", "10.00");
        UUID other = fixtures.product(caller, "B2", "10.00");
        fixtures.stock(caller, waited, "1", "1.00");
        sales.confirmed(caller, fixtures.customer(caller, "Kunde", "DE"), SalesFixtures.line(waited, "5"));
        api.as(caller).post(PATH + "?dryRun=true", "{\"reason\": \"gain\", \"lines\": [" + line(waited, "1", null) + "]}").expect(201);
        assertEquals(List.of(), sales.arrivals(caller), "nothing has come");
        post("gain", "\"location\": \"SHOP\", ", line(waited, "1", null)).expect(201);
        assertEquals(List.of(), sales.arrivals(caller), "nobody waits for it there");
        post("gain", "", line(waited, "1", null) + ", " + line(other, "1", "\"unitCost\": \"1\"")).expect(201);
        assertEquals(List.of("A1 MAIN"), sales.arrivals(caller));
        post("loss", "", line(waited, "1", null)).expect(201);
        assertEquals(List.of("A1 MAIN"), sales.arrivals(caller));
    }

    @Test
    void gainsCostWhatTheOthersCost() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        fixtures.stock(caller, product, "3", "10.00");
        Api.Answer answer = post("gain", "", line(product, "2", null)).expect(201);
        assertEquals("6.67", answer.at("/lines/0/value"));
        assertEquals(List.of("1140 6.67 0", "5881 0 6.67"), entry(answer.at("/entryId")));
    }

    @Test
    void lossesLeaveAtTheCostOfTheOldest() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        fixtures.stock(caller, product, "2", "10.00");
        fixtures.stock(caller, product, "2", "20.00");
        Api.Answer answer = post("loss", "", line(product, "3", null)).expect(201);
        assertEquals("20.00", answer.at("/lines/0/value"));
        assertEquals(List.of("1140 0 20.00", "5881 20.00 0"), entry(answer.at("/entryId")));
    }

    @Test
    void goodsWorthNothingNeedNoEntry() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        Api.Answer answer = post("opening", "", line(product, "5", "\"unitCost\": \"0\"")).expect(201);
        assertFalse(answer.body().has("entryId"));
        assertEquals(new BigDecimal("5"), onHand(product));
    }

    @Test
    void aLossOfMoreThanThereIsMovesNothing() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        UUID other = fixtures.product(caller, "B2", "10.00");
        fixtures.stock(caller, product, "10", "10.00");
        fixtures.stock(caller, other, "10", "10.00");
        Api.Answer answer = post("loss", "", line(other, "1", null) + ", " + line(product, "11", null)).expect(409, "insufficient_stock");
        assertEquals("Of product A1 only 10 can leave.", answer.at("/detail"));
        assertEquals("/lines/1/quantity", answer.at("/errors/0/pointer"));
        assertEquals(new BigDecimal("10"), onHand(product));
        assertEquals(new BigDecimal("10"), onHand(other));
        assertEquals(2L, fixtures.value(caller, Long.class, "select count(*) from inventory.moves"));
    }

    @Test
    void severalLinesOfAProductTogetherCannotLoseMoreThanThereIs() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        fixtures.stock(caller, product, "10", "10.00");
        Api.Answer answer = post("loss", "", line(product, "6", null) + ", " + line(product, "5", null)).expect(409, "insufficient_stock");
        assertEquals("Of product A1 only 10 can leave.", answer.at("/detail"));
    }

    @Test
    void whatLeavesOnAPastDayWasThereEverSince() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        post("opening", "\"date\": \"2026-01-05\", ", line(product, "10", "\"unitCost\": \"1\"")).expect(201);
        post("loss", "\"date\": \"2026-02-10\", ", line(product, "7", null)).expect(201);
        post("gain", "\"date\": \"2026-03-15\", ", line(product, "5", null)).expect(201);
        Api.Answer answer = post("loss", "\"date\": \"2026-01-20\", ", line(product, "4", null)).expect(409, "past_stock_negative");
        assertEquals("Of product A1, 1 would have been missing until 2026-03-15: "
                + "what leaves on a past day must have been there ever since.", answer.at("/detail"));
        assertEquals("/lines/0/quantity", answer.at("/errors/0/pointer"));
        post("loss", "\"date\": \"2026-01-04\", ", line(product, "1", null)).expect(409, "past_stock_negative");
        assertEquals(new BigDecimal("8"), onHand(product));
        post("loss", "\"date\": \"2026-01-20\", ", line(product, "3", null)).expect(201);
        post("loss", "\"date\": \"2026-03-15\", ", line(product, "5", null)).expect(201);
        assertEquals(new BigDecimal("0"), onHand(product));
    }

    @Test
    void aSerialNumberIsInStockOnce() {
        UUID product = fixtures.product(caller, "S1", "10.00", "fifo", "serial");
        String serial = "\"unitCost\": \"5\", \"lot\": \"SN-1\"";
        post("opening", "", line(product, "1", serial)).expect(201);
        for (String location : List.of("MAIN", "SHOP")) {
            Api.Answer answer = post("gain", "\"location\": \"" + location + "\", ", line(product, "1", serial))
                    .expect(409, "serial_exists");
            assertEquals("The serial number SN-1 is in stock.", answer.at("/detail"));
        }
        String twice = line(product, "1", "\"unitCost\": \"5\", \"lot\": \"SN-2\"");
        post("gain", "", twice + ", " + twice).expect(409, "serial_exists");
        post("loss", "", line(product, "1", "\"lot\": \"SN-1\"")).expect(201);
        post("gain", "\"location\": \"SHOP\", ", line(product, "1", serial)).expect(201);
    }

    @Test
    void ofManyWhoBringTheSameSerialNumberOneSucceeds() {
        UUID product = fixtures.product(caller, "S1", "10.00", "fifo", "serial");
        List<Api.Answer> answers = api.as(caller).parallel(20, i -> api.as(caller).request("POST", PATH, body("opening",
                "\"location\": \"" + (i % 2 == 0 ? "MAIN" : "SHOP") + "\", ",
                line(product, "1", "\"unitCost\": \"5\", \"lot\": \"SN-1\"")), "serial-" + i));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 201).count());
        answers.stream().filter(answer -> answer.status() != 201).forEach(answer -> answer.expect(409, "serial_exists"));
    }

    @ParameterizedTest(name = "{0}, {1}: {2} with {3} is {4} at {5}")
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "serial | C62 | gain    | 'quantity': '0.5', 'lot': 'S', 'unitCost': '1'  | serial_is_one         | /lines/0/quantity",
        "serial | C62 | gain    | 'quantity': '2', 'lot': 'S', 'unitCost': '1'    | serial_is_one         | /lines/0/quantity",
        "serial | KGM | gain    | 'quantity': '0.5', 'lot': 'S', 'unitCost': '1'  | serial_is_one         | /lines/0/quantity",
        "serial | C62 | gain    | 'quantity': '1', 'unitCost': '1'                | lot_required          | /lines/0/lot",
        "lot    | C62 | gain    | 'quantity': '1', 'unitCost': '1'                | lot_required          | /lines/0/lot",
        "none   | C62 | gain    | 'quantity': '1', 'lot': 'L', 'unitCost': '1'    | lot_required          | /lines/0/lot",
        "none   | C62 | gain    | 'quantity': '1.5', 'unitCost': '1'              | quantity_fraction     | /lines/0/quantity",
        "none   | C62 | gain    | 'quantity': '1'                                 | unit_cost_required    | /lines/0/unitCost",
        "none   | C62 | opening | 'quantity': '1'                                 | unit_cost_required    | /lines/0/unitCost",
        "none   | C62 | loss    | 'quantity': '1', 'unitCost': '1'                | unit_cost_not_allowed | /lines/0/unitCost",
        "none   | KGM | gain    | 'quantity': '0', 'unitCost': '1'                | range                 | /lines/0/quantity",
        "none   | KGM | gain    | 'quantity': '0.0000001', 'unitCost': '1'        | scale                 | /lines/0/quantity",
        "none   | KGM | gain    | 'quantity': '1', 'unitCost': '-1'               | range                 | /lines/0/unitCost",
        "none   | KGM | gain    | 'quantity': '999999999', 'unitCost': '9999'     | range                 | -"})
    void refusesWhatCannotBe(String tracking, String unit, String reason, String fields, String code, String pointer) {
        UUID product = fixtures.product(caller, "P1", "10.00", "average", tracking, unit);
        Api.Answer answer = api.as(caller).post(PATH, "{\"reason\": \"%s\", \"lines\": [{\"productId\": \"%s\", %s}]}"
                .formatted(reason, product, fields.replace('\'', '"'))).expect(422, code);
        if (pointer != null) {
            assertEquals(pointer, answer.at("/errors/0/pointer"));
        }
        assertEquals(0L, fixtures.value(caller, Long.class, "select count(*) from inventory.moves"));
    }

    @Test
    void refusesWhatDoesNotExist() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        UUID foreign = fixtures.product(fixtures.company(), "A1", "10.00");
        String cost = "\"unitCost\": \"1\"";
        post("gain", "", line(foreign, "1", cost)).expect(422, "unknown_stock_product");
        post("gain", "\"location\": \"NOWHERE\", ", line(product, "1", cost)).expect(422, "unknown_location");
        post("gain", "\"location\": \"~supplier\", ", line(product, "1", cost)).expect(422, "unknown_location");
        post("gain", "\"date\": \"2023-12-31\", ", line(product, "1", cost)).expect(422, "date_out_of_books");
        post("stolen", "", line(product, "1", cost)).expect(400, "invalid_field");
        api.as(caller).post(PATH, "{\"reason\": \"gain\", \"lines\": []}").expect(422, "range");
        api.as(caller).post(PATH, "{\"reason\": \"gain\", \"lines\": [null]}").expect(400);
    }

    @Test
    void anExternalIdIsTakenOnce() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        String head = "\"externalId\": \"x-1\", ";
        post("gain", head, line(product, "1", "\"unitCost\": \"1\"")).expect(201);
        post("gain", head, line(product, "1", null)).expect(409, "adjustment_external_id_taken");
        assertEquals(new BigDecimal("1"), onHand(product));
    }

    @ParameterizedTest
    @CsvSource({"soft_closed, closed", "open, closed"})
    void aClosedMonthTakesNoMovesAlsoWhenOnlyItsStockIsClosed(String state, String stockState) {
        UUID product = fixtures.product(caller, "A1", "10.00");
        fixtures.in(caller, tx -> {
            tx.write("insert into ledger.periods (company_id, id, state, stock_state) values (?, '2026-03', ?, ?)",
                    tx.company(), state, stockState);
            return null;
        });
        post("gain", "\"date\": \"2026-03-31\", ", line(product, "1", "\"unitCost\": \"1\"")).expect(409, "period_closed");
        post("gain", "\"date\": \"2026-04-01\", ", line(product, "1", "\"unitCost\": \"1\"")).expect(201);
    }

    private Api.Answer post(String reason, String head, String lines) {
        return api.as(caller).post(PATH, body(reason, head, lines));
    }

    private static String body(String reason, String head, String lines) {
        return "{\"reason\": \"" + reason + "\", " + head + "\"lines\": [" + lines + "]}";
    }

    private static String line(UUID product, String quantity, String more) {
        return "{\"productId\": \"%s\", \"quantity\": \"%s\"%s}".formatted(product, quantity, more == null ? "" : ", " + more);
    }

    private BigDecimal onHand(UUID product) {
        return fixtures.value(caller, BigDecimal.class,
                "select coalesce(sum(on_hand), 0) from inventory.balances where product_id = ?", product);
    }

    private List<String> entry(String id) {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select account || ' ' || debit || ' ' || credit from ledger.lines where company_id = ? and entry_id = ? order by account""",
                tx.company(), UUID.fromString(id)).stream().map(line -> line.replace(" 0.00", " 0")).toList());
    }
}
