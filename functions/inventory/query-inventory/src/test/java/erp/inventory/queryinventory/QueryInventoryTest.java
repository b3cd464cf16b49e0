package erp.inventory.queryinventory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import erp.security.Caller;
import erp.stock.AdjustmentLine;
import erp.stock.Adjustments;
import erp.stock.Location;
import erp.stock.Locations;
import erp.stock.Reservations;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.TestConfiguration;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class QueryInventoryTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    Adjustments adjustments;
    @Inject
    Locations locations;
    private Caller caller;

    @BeforeEach
    void company() {
        caller = fixtures.company();
    }

    @Test
    void levelsTellWhatIsThereAndWhatOfItIsPromised() {
        UUID product = fixtures.product(caller, "A1", "10.00", "fifo", "lot", "KGM");
        adjust(Adjustments.Reason.OPENING, "2026-01-05", "MAIN", product, "L1", "2.5", "1");
        adjust(Adjustments.Reason.OPENING, "2026-01-05", "SHOP", product, "L1", "1.50", "1");
        reserve(product, "0.5");
        JsonNode items = get("/stock-levels").at("/items");
        assertEquals(2, items.size());
        JsonNode level = get("/stock-levels?filter=location eq MAIN").at("/items/0");
        assertEquals("A1 KGM MAIN L1 2.5 0.5 2",
                text(level, "productNumber", "unit", "location", "lot", "onHand", "reserved", "available"));
        assertEquals("1.5", get("/stock-levels?filter=location eq SHOP").at("/items/0/onHand").asText());
        assertEquals(1, get("/stock-levels?filter=reserved gt 0").at("/items").size());
    }

    @Test
    void levelsArePagedWithoutLossOrRepetition() {
        UUID product = fixtures.product(caller, "A1", "10.00", "fifo", "lot");
        for (int i = 0; i < 7; i++) {
            adjust(Adjustments.Reason.OPENING, "2026-01-05", i % 2 == 0 ? "MAIN" : "SHOP", product, "L" + i, "1", "1");
        }
        for (String query : List.of("limit=3", "limit=2&sort=onHand", "limit=3&sort=-location", "limit=3&asOf=2026-02-01")) {
            List<String> lots = new ArrayList<>();
            String cursor = "";
            do {
                JsonNode page = get("/stock-levels?" + query + cursor);
                page.at("/items").forEach(item -> lots.add(item.at("/lot").asText()));
                cursor = page.has("next") ? "&cursor=" + page.at("/next").asText() : null;
            } while (cursor != null);
            assertEquals(List.of("L0", "L1", "L2", "L3", "L4", "L5", "L6"), lots.stream().sorted().toList(), query);
        }
    }

    @Test
    void levelsOfADayAreTheSumOfTheMovesUntilThen() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        adjust(Adjustments.Reason.OPENING, "2026-01-05", "MAIN", product, null, "10", "1");
        adjust(Adjustments.Reason.LOSS, "2026-02-10", "MAIN", product, null, "4", null);
        reserve(product, "6");
        assertEquals(0, get("/stock-levels?asOf=2026-01-04").at("/items").size());
        JsonNode then = get("/stock-levels?asOf=2026-02-09").at("/items/0");
        assertEquals("10", then.at("/onHand").asText());
        assertFalse(then.has("reserved"));
        assertFalse(then.has("available"));
        assertEquals("6", get("/stock-levels?asOf=2026-02-10").at("/items/0/onHand").asText());
        for (String refused : List.of("filter=reserved gt 0", "sort=available", "fields=reserved")) {
            api.as(caller).get(path("/stock-levels?asOf=2026-02-10&" + refused)).expect(400, "invalid_parameter");
        }
    }

    @Test
    void whatWasKnownStaysTheSameWhateverIsBackDatedLater() throws SQLException {
        UUID product = fixtures.product(caller, "A1", "10.00", "average", "none");
        UUID gone = fixtures.product(caller, "B1", "10.00");
        adjust(Adjustments.Reason.OPENING, "2026-01-05", "MAIN", product, null, "10", "3");
        adjust(Adjustments.Reason.OPENING, "2026-01-05", "MAIN", gone, null, "100", "3");
        recordEarlier(Instant.parse("2026-01-10T12:00:00Z"));
        List<String> known = Stream.of("/stock-levels?", "/stock-valuation?", "/stock-levels?sort=-onHand&limit=1&")
                .map(report -> path(report + "asOf=2026-03-31&knownAt=2026-01-31T00:00:00Z")).toList();
        List<byte[]> before = known.stream().map(path -> api.as(caller).get(path).expect(200).bytes()).toList();
        for (int i = 0; i < 100; i++) {
            String day = "2026-01-%02d".formatted(6 + i % 20);
            adjust(Adjustments.Reason.GAIN, day, "MAIN", product, null, "1", "4.50");
            adjust(Adjustments.Reason.GAIN, day, "SHOP", product, null, "2", "4.50");
            adjust(Adjustments.Reason.LOSS, day, "MAIN", gone, null, "1", null);
        }
        for (int i = 0; i < known.size(); i++) {
            assertArrayEquals(before.get(i), api.as(caller).get(known.get(i)).expect(200).bytes(), known.get(i));
        }
        assertEquals(List.of("110", "200"), get("/stock-levels?sort=location&asOf=2026-01-31").at("/items").findValuesAsText("onHand"));
        assertEquals("1380.00", get("/stock-valuation?asOf=2026-01-31").at("/total").asText());
        String soon = Instant.now().minusSeconds(10).toString();
        for (String report : List.of("/stock-levels", "/stock-valuation")) {
            api.as(caller).get(path(report + "?knownAt=" + soon)).expect(400, "known_at_too_recent");
            api.as(caller).get(path(report + "?knownAt=yesterday")).expect(400, "invalid_parameter");
            api.as(caller).get(path(report + "?asOf=2026-02-30")).expect(400, "invalid_parameter");
        }
    }

    @Test
    void theValuationIsTheBalanceOfTheStockAccountOnEachDay() {
        UUID fifo = fixtures.product(caller, "F1", "10.00");
        UUID average = fixtures.product(caller, "A1", "10.00", "average", "none");
        for (UUID product : List.of(fifo, average)) {
            adjust(Adjustments.Reason.OPENING, "2026-01-05", "MAIN", product, null, "3", "3.333333");
            adjust(Adjustments.Reason.GAIN, "2026-02-05", "SHOP", product, null, "3", "5");
            adjust(Adjustments.Reason.LOSS, "2026-03-05", "MAIN", product, null, "2", null);
        }
        for (String day : List.of("2026-01-04", "2026-01-05", "2026-02-05", "2026-03-05")) {
            JsonNode valuation = get("/stock-valuation?asOf=" + day);
            BigDecimal balance = fixtures.value(caller, BigDecimal.class, """
                    select coalesce(sum(l.debit - l.credit), 0.00) from ledger.lines l
                      join ledger.entries e on e.company_id = l.company_id and e.id = l.entry_id
                     where l.account = ? and e.business_date <= ?""", valuation.at("/account").asText(), LocalDate.parse(day));
            assertEquals(balance.toPlainString(), valuation.at("/total").asText(), day);
        }
        JsonNode valuation = get("/stock-valuation?limit=1");
        assertEquals("A1 average 4 16.67", text(valuation.at("/items/0"), "productNumber", "valuation", "quantity", "value"));
        assertEquals("35.00", valuation.at("/total").asText());
        valuation = get("/stock-valuation?limit=1&cursor=" + valuation.at("/next").asText());
        assertEquals("F1 fifo 4 18.33", text(valuation.at("/items/0"), "productNumber", "valuation", "quantity", "value"));
        assertEquals("35.00", valuation.at("/total").asText());
    }

    @Test
    void movesTellWhatChangedTheStockAndItsValue() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        UUID opening = adjust(Adjustments.Reason.OPENING, "2026-01-05", "MAIN", product, null, "3", "2");
        adjust(Adjustments.Reason.LOSS, "2026-01-06", "MAIN", product, null, "1", null);
        JsonNode items = get("/stock-moves").at("/items");
        assertEquals("A1 MAIN ~gain-loss 1 -2.00 2026-01-06 stock_adjustment",
                text(items.get(0), "productNumber", "fromLocation", "toLocation", "quantity", "value", "date", "sourceType"));
        assertEquals(1, get("/stock-moves?filter=toLocation eq MAIN and date le 2026-01-05").at("/items").size());
        JsonNode document = get("/stock-adjustments/" + opening);
        assertEquals("opening 2026-01-05", text(document, "reason", "date"));
        assertEquals("1 ~opening MAIN 3 6.00", text(document.at("/lines/0"), "n", "fromLocation", "toLocation", "quantity", "value"));
        assertEquals(2, get("/stock-adjustments").at("/items").size());
        assertEquals(0, get("/stock-transfers").at("/items").size());
    }

    @Test
    void reservationsAreListedAndFoundByTheirAddress() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        fixtures.stock(caller, product, "10", "10.00");
        UUID id = reserve(product, "4");
        JsonNode item = get("/stock-reservations?filter=state eq reserved").at("/items/0");
        assertEquals(id.toString(), item.at("/id").asText());
        Api.Answer answer = api.as(caller).get("/api/v1/stock-reservations/" + id).expect(200);
        assertEquals("A1 MAIN 4 reserved", text(answer.body(), "productNumber", "location", "quantity", "state"));
        assertEquals("\"1\"", answer.header("ETag"));
    }

    @Test
    void anotherCompanySeesNothingOfIt() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        UUID adjustment = adjust(Adjustments.Reason.OPENING, "2026-01-05", "MAIN", product, null, "3", "2");
        UUID reservation = reserve(product, "1");
        Caller other = fixtures.company();
        for (String list : List.of("/stock-levels", "/stock-levels?asOf=2026-02-01", "/stock-moves", "/stock-valuation",
                "/stock-reservations",
                "/stock-adjustments", "/stock-transfers")) {
            assertEquals(0, api.as(other).get(path(list)).expect(200).body().at("/items").size(), list);
        }
        api.as(other).get("/api/v1/stock-adjustments/" + adjustment).expect(404, "not_found");
        api.as(other).get("/api/v1/stock-reservations/" + reservation).expect(404, "not_found");
    }

    @Test
    void showsRulesAndWhatIsProposedByThem() {
        UUID product = fixtures.product(caller, "A7", "10.00");
        fixtures.in(caller, tx -> {
            Location main = locations.storage(tx, "MAIN");
            tx.write("""
                    insert into inventory.reordering_rules (company_id, product_id, location_id, minimum, maximum, lot_size)
                    values (?, ?, ?, 10, 40, 6)""", tx.company(), product, main.id());
            tx.write("""
                    insert into inventory.replenishment_proposals (company_id, id, product_id, location_id, quantity, on_hand, reserved,
                                                                   waiting, minimum, maximum, lot_size)
                    values (?, ?, ?, ?, 48, 9, 9, 3, 10, 40, 6)""", tx.company(), UUID.randomUUID(), product, main.id());
            return null;
        });
        assertEquals("A7 MAIN C62 10 40 6 1", text(get("/reordering-rules?filter=minimum ge 10").at("/items/0"), "productNumber",
                "location", "unit", "minimum", "maximum", "lotSize", "version"));
        assertEquals("A7 MAIN 48 proposed 9 9 3 -3", text(get("/replenishment-proposals?filter=state eq proposed").at("/items/0"),
                "productNumber", "location", "quantity", "state", "onHand", "reserved", "waiting", "projected"));
        for (String list : List.of("/reordering-rules", "/replenishment-proposals")) {
            assertEquals(0, api.as(fixtures.company()).get(path(list)).expect(200).body().at("/items").size(), list);
        }
    }

    @Test
    void locationsTellWhereStockIsCounted() {
        assertEquals(6, get("/locations").at("/items").size());
        JsonNode storage = get("/locations?filter=kind eq storage").at("/items");
        assertEquals("MAIN Hauptlager storage", text(storage.get(0), "code", "name", "kind"));
        assertEquals("SHOP Laden storage", text(storage.get(1), "code", "name", "kind"));
        assertNotEquals(storage.get(0).at("/id"), storage.get(1).at("/id"));
    }

    private UUID adjust(Adjustments.Reason reason, String date, String location, UUID product, String lot,
            String quantity, String unitCost) {
        return fixtures.in(caller, tx -> adjustments.adjust(tx, new Adjustments.Wish(reason, LocalDate.parse(date), location, null, null,
                List.of(new AdjustmentLine(product, new BigDecimal(quantity),
                            unitCost == null ? null : new BigDecimal(unitCost), lot)))).id());
    }

    private UUID reserve(UUID product, String quantity) {
        return fixtures.in(caller, tx -> {
            Location main = locations.storage(tx, "MAIN");
            return Reservations.reserve(tx, Reservations.lock(tx, main.id(), List.of(product)).get(),
                    List.of(new Reservations.Wish(1, product, new BigDecimal(quantity))), true, Reservations.FREE,
                    UUID.randomUUID()).getFirst().id();
        });
    }

    /** Lets everything of the company have been recorded at an earlier time, which only a superuser can. */
    private void recordEarlier(Instant time) throws SQLException {
        try (Connection connection = DriverManager.getConnection(TestConfiguration.database().superuserUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            for (String table : List.of("inventory.moves", "inventory.value_layers")) {
                statement.execute("update " + table + " set recorded_at = '" + time + "' where company_id = " + caller.company());
            }
        }
    }

    private JsonNode get(String path) {
        return api.as(caller).get(path(path)).expect(200).body();
    }

    private static String path(String path) {
        int query = path.indexOf('?');
        return "/api/v1" + (query < 0 ? path : path.substring(0, query + 1)
                + URLEncoder.encode(path.substring(query + 1), StandardCharsets.UTF_8).replace("%3D", "=").replace("%26", "&"));
    }

    private static String text(JsonNode node, String... fields) {
        List<String> texts = new ArrayList<>();
        for (String field : fields) {
            texts.add(node.at("/" + field).asText());
        }
        return String.join(" ", texts);
    }
}
