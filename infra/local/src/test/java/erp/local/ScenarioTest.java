package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import erp.local.demo.Client;
import erp.local.demo.DemoTrade;
import erp.local.demo.Trade;
import erp.local.demo.Trader;
import erp.security.Caller;
import erp.security.Permissions;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** From the first customer to the paid invoice and a ledger that balances, through the product's own API. */
@MicronautTest(transactional = false)
class ScenarioTest {

    private static final String COMPANY = """
            {"name": "Northwind Handels GmbH", "street": "Speicherstraße 1", "postalCode": "20457", "city": "Hamburg", "country": "DE",
             "chart": "%s", "taxRegime": "standard", "vatId": "DE136695976", "booksFrom": "2024-01-01",
             "warehouses": [{"code": "MAIN", "name": "Hauptlager"}]}""";

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ObjectMapper json;

    private Caller caller;

    @Test
    void northwindSellsForTwoYears() {
        assumeTrue(Northwind.isThere(), "the Northwind data are not beside the project (" + Northwind.FOLDER
                + "); the demo trade is played instead");
        Trade trade = Northwind.trade();
        assertEquals(List.of(91 + 29, 77, 830, 2155), List.of(trade.partners().size(), trade.products().size(), trade.orders().size(),
                trade.orders().stream().mapToInt(order -> order.lines().size()).sum()));
        play(trade, "SKR03");
        check(trade, List.of("8400", "8315", "8120"), new BigDecimal("1265793.29"), "3980");
    }

    @Test
    void theDemoTradesForAYear() {
        Trade trade = DemoTrade.of(7, LocalDate.of(2026, 1, 2), LocalDate.of(2026, 11, 20), 200);
        play(trade, "SKR04");
        BigDecimal net = trade.orders().stream().flatMap(order -> order.lines().stream())
                .map(line -> line.quantity().multiply(line.price()).multiply(BigDecimal.valueOf(100).subtract(line.discountPercent()))
                        .movePointLeft(2).setScale(2, RoundingMode.HALF_UP))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        check(trade, List.of("4400", "4315", "4120"), net, "1140");
    }

    private void play(Trade trade, String chart) {
        Caller operator = fixtures.user(chart.toLowerCase(Locale.ROOT) + "@example.com", "a long enough password", true);
        int company = api.as(operator).post("/api/v1/companies", COMPANY.formatted(chart)).expect(201).body().get("id").asInt();
        caller = new Caller(operator.user(), company, List.of(Permissions.ADMINISTRATOR), Locale.GERMAN, false);
        LocalDate first = trade.orders().getFirst().date();
        new Trader(new InProcess(), "scenario", (_, _) -> { }).play(trade, first.minusDays(1), first.plusMonths(6));
    }

    /** What must be true when all is sold. */
    private void check(Trade trade, List<String> revenueAccounts, BigDecimal net, String stockAccount) {
        JsonNode report = api.as(caller).get("/api/v1/reports/trial-balance").expect(200).body();
        assertEquals(0, new BigDecimal(report.at("/totals/balance").asText()).signum(), "the trial balance sums to zero");
        // The result of a year is carried into the next one, so each year tells its own revenue.
        BigDecimal revenue = trade.orders().stream().map(order -> order.date().getYear()).distinct()
                .map(year -> api.as(caller).get("/api/v1/reports/trial-balance?asOf=" + year + "-12-31").expect(200).body())
                .flatMap(year -> revenueAccounts.stream().map(account -> balance(year, account)))
                .reduce(BigDecimal.ZERO, BigDecimal::add).negate();
        assertEquals(net, revenue, () -> "net revenue of " + report.toPrettyString());
        JsonNode valuation = api.as(caller).get("/api/v1/stock-valuation").expect(200).body();
        BigDecimal stock = new BigDecimal(valuation.at("/total").asText());
        assertEquals(1, stock.signum(), "something is left");
        assertEquals(0, stock.compareTo(balance(report, stockAccount)), "stock value is the stock account");
        assertEquals(0, sql(Integer.class, """
                select count(*)::integer from inventory.balances b where company_id = ? and on_hand <>
                  coalesce((select sum(quantity) from inventory.moves m where m.company_id = b.company_id and m.product_id = b.product_id
                               and m.to_location = b.location_id and m.lot = b.lot), 0)
                - coalesce((select sum(quantity) from inventory.moves m where m.company_id = b.company_id and m.product_id = b.product_id
                               and m.from_location = b.location_id and m.lot = b.lot), 0)"""),
                "counters that are not the sum of their moves");
        assertEquals(trade.orders().size(), sql(Integer.class,
                "select count(distinct number)::integer from receivables.invoices where company_id = ? and state <> 'draft'"));
        assertEquals("INV-" + "%06d".formatted(trade.orders().size()), sql(String.class,
                "select max(number) from receivables.invoices where company_id = ?"), "invoice numbers are dense");
        assertEquals("INV-000001", sql(String.class, "select min(number) from receivables.invoices where company_id = ?"));
        assertEquals(trade.orders().size(), sql(Integer.class,
                "select count(*)::integer from sales.orders where company_id = ? and state = 'closed'"));
        assertEquals(0, sql(BigDecimal.class, """
                select coalesce((select sum(open) from receivables.open_items where company_id = c), 0)
                     - coalesce((select sum(debit - credit) from ledger.lines where company_id = c and account in ('1400', '1200')
                                    and partner_id is not null), 0) from (select ?::integer as c) x""").signum(),
                "open items are the receivables account");
        assertTrue(sql(Integer.class, "select count(*)::integer from receivables.invoices where company_id = ? and state = 'paid'") > 0);
    }

    private static BigDecimal balance(JsonNode report, String account) {
        for (JsonNode row : report.get("accounts")) {
            if (row.get("account").asText().equals(account)) {
                return new BigDecimal(row.get("balance").asText());
            }
        }
        return BigDecimal.ZERO;
    }

    private <T> T sql(Class<T> type, String sql) {
        return fixtures.value(caller, type, sql, caller.company());
    }

    private final class InProcess implements Client {

        @Override
        public JsonNode write(String method, String path, Object body, String key) {
            try {
                Api.Answer answer = api.as(caller).write(method, path, json.writeValueAsString(body), key,
                        method.equals("PUT") ? new String[] {"If-Match", "*"} : new String[0]);
                return answer.expect(method.equals("PUT") || path.matches(".*/(ship|post)") ? 200 : 201).body();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
