package erp.ledger.queryledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import erp.company.Companies;
import erp.ledger.Journal;
import erp.ledger.Period;
import erp.ledger.Seals;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.Tampering;
import erp.work.Ids;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class QueryLedgerTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;

    private Caller caller;

    @BeforeEach
    void setUp() {
        caller = fixtures.company();
    }

    @Test
    void anEntryIsShownWithItsLinesAndItsReversal() {
        UUID id = fixtures.entry(caller, LocalDate.of(2024, 11, 2), "Büromiete", "6310", "1800", "1200.00");
        UUID reversal = fixtures.in(caller, tx -> Journal.reverse(tx, Companies.read(tx),
                Period.lock(tx, Companies.read(tx), LocalDate.of(2024, 11, 3)), id, "manual", id, "Storno"));
        fixtures.in(caller, tx -> Seals.seal(tx));
        Api.Answer answer = get("/journal-entries/" + id);
        assertEquals("2024-11-02", answer.at("/date"));
        assertEquals("2024-11", answer.at("/period"));
        assertEquals("manual", answer.at("/sourceType"));
        assertEquals(reversal.toString(), answer.at("/reversedById"));
        assertEquals("1", answer.at("/sealNo"));
        assertEquals(caller.user().toString(), answer.at("/recordedBy"));
        assertEquals("""
                [{"n":1,"account":"6310","debit":"1200.00","credit":"0.00"},{"n":2,"account":"1800","debit":"0.00","credit":"1200.00"}]""",
                answer.body().at("/lines").toString());
        assertEquals(id.toString(), get("/journal-entries/" + reversal).at("/reversesId"));
        assertEquals("-1200.00", get("/journal-entries/" + reversal).at("/lines/0/debit"));
        api.as(caller).get("/api/v1/journal-entries/" + UUID.randomUUID()).expect(404, "not_found");
        api.as(fixtures.company()).get("/api/v1/journal-entries/" + id).expect(404, "not_found");
    }

    @Test
    void entriesAreListedInPages() {
        for (int day = 1; day <= 5; day++) {
            fixtures.entry(caller, LocalDate.of(2024, 11, day), "Day " + day, "6310", "1800", "1.00");
        }
        List<String> texts = new ArrayList<>();
        Api.Answer page = get("/journal-entries?limit=2");
        while (true) {
            page.body().at("/items").forEach(item -> texts.add(item.at("/text").asText()));
            if (page.body().at("/next").isMissingNode()) {
                break;
            }
            page = get("/journal-entries?limit=2&cursor=" + page.at("/next"));
        }
        assertEquals(List.of("Day 5", "Day 4", "Day 3", "Day 2", "Day 1"), texts);
        String filter = encode("date ge 2024-11-03 and sourceType eq manual");
        assertEquals("Day 3", get("/journal-entries?sort=date&limit=1&filter=" + filter).at("/items/0/text"));
        assertEquals(0, get("/journal-entries?filter=" + encode("sealNo gt 0")).body().at("/items").size());
    }

    @Test
    void accountsAreListed() {
        Api.Answer answer = get("/accounts?limit=500");
        assertTrue(answer.body().at("/items").size() > 100);
        assertEquals("""
                [{"number":"4400","nameDe":"Erlöse 19 % USt","nameEn":"Revenue 19 % VAT","type":"income","postable":true}]""",
                get("/accounts?filter=" + encode("number eq 4400")).body().at("/items").toString());
    }

    @Test
    void everyMonthOfTheBooksIsListed() {
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into ledger.periods (company_id, id, state, stock_state, version)
                    values (?, '2024-02', 'soft_closed', 'closed', 2), (?, '2999-01', 'open', 'closed', 2)""", tx.company(), tx.company());
            return null;
        });
        YearMonth current = YearMonth.from(fixtures.in(caller, tx -> Companies.read(tx).date(tx.now())));
        JsonNode months = get("/accounting-periods?limit=500&sort=id").body().at("/items");
        assertEquals("2024-01", months.get(0).at("/id").asText());
        assertEquals("open", months.get(0).at("/state").asText());
        assertEquals("soft_closed", months.get(1).at("/state").asText());
        assertEquals(caller.user().toString(), months.get(1).at("/changedBy").asText());
        assertEquals(current.toString(), months.get(months.size() - 2).at("/id").asText());
        assertEquals("2999-01", months.get(months.size() - 1).at("/id").asText());
        assertEquals((current.getYear() - 2024) * 12 + current.getMonthValue() + 1, months.size());
        assertEquals("\"2\"", get("/accounting-periods/2024-02").header("ETag"));
        assertEquals("\"1\"", get("/accounting-periods/2024-01").header("ETag"));
        api.as(caller).get("/api/v1/accounting-periods/2023-12").expect(404, "not_found");
    }

    @Test
    void theTrialBalanceAddsUpToZero() {
        fixtures.entry(caller, LocalDate.of(2024, 3, 1), "Kapital", "1800", "2900", "25000.00");
        fixtures.entry(caller, LocalDate.of(2024, 6, 1), "Erlöse", "1800", "4400", "1000.00");
        fixtures.entry(caller, LocalDate.of(2024, 12, 31), "Miete", "6310", "1800", "400.00");
        fixtures.entry(caller, LocalDate.of(2025, 1, 1), "Miete", "6310", "1800", "410.50");
        fixtures.entry(caller, LocalDate.of(2025, 2, 1), "Miete", "6310", "1800", "410.50");
        fixtures.entry(caller, LocalDate.of(2025, 2, 2), "Morgen", "6310", "1800", "1.00");
        assertEquals("""
                1800 Bank asset: 0.00 + 26000.00 - 400.00 = 25600.00
                2900 Subscribed capital equity: 0.00 + 0.00 - 25000.00 = -25000.00
                4400 Revenue 19 % VAT income: 0.00 + 0.00 - 1000.00 = -1000.00
                6310 Rent expense: 0.00 + 400.00 - 0.00 = 400.00
                2024-01-01 to 2024-12-31 EUR, earlier result 0.00
                {"opening":"0.00","debit":"26400.00","credit":"26400.00","difference":"0.00","balance":"0.00"}""",
                print(get("/reports/trial-balance?asOf=2024-12-31").body()));
        assertEquals("""
                1800 Bank asset: 25600.00 + 0.00 - 821.00 = 24779.00
                2900 Subscribed capital equity: -25000.00 + 0.00 - 0.00 = -25000.00
                6310 Rent expense: 0.00 + 821.00 - 0.00 = 821.00
                2025-01-01 to 2025-02-01 EUR, earlier result -600.00
                {"opening":"0.00","debit":"821.00","credit":"821.00","difference":"0.00","balance":"0.00"}""",
                print(get("/reports/trial-balance?asOf=2025-02-01").body()));
    }

    private static String print(JsonNode report) {
        StringBuilder text = new StringBuilder();
        report.at("/accounts").forEach(row -> text.append("%s %s %s: %s + %s - %s = %s\n".formatted(
                Stream.of("account", "nameEn", "type", "opening", "debit", "credit", "balance")
                        .map(field -> row.get(field).asText()).toArray())));
        return text.append("%s to %s %s, earlier result %s\n%s".formatted(report.at("/yearStart").asText(), report.at("/asOf").asText(),
                report.at("/currency").asText(), report.at("/earlierResult").asText(), report.at("/totals"))).toString();
    }

    @Test
    void anEmptyTrialBalanceIsZero() {
        Api.Answer answer = get("/reports/trial-balance");
        assertEquals("0.00", answer.at("/totals/balance"));
        assertEquals(0, answer.body().at("/accounts").size());
    }

    @Test
    void theGeneralLedgerRunsFromOpeningToClosing() {
        fixtures.entry(caller, LocalDate.of(2024, 3, 1), "Kapital", "1800", "2900", "1000.00");
        UUID rent = fixtures.entry(caller, LocalDate.of(2024, 4, 1), "Miete April", "6310", "1800", "400.00");
        fixtures.entry(caller, LocalDate.of(2024, 4, 2), "Erstattung", "1800", "6310", "10.00");
        fixtures.entry(caller, LocalDate.of(2024, 5, 1), "Miete Mai", "6310", "1800", "400.00");
        Api.Answer answer = get("/reports/general-ledger?account=1800&from=2024-04-01&to=2024-04-30");
        assertEquals("1000.00", answer.at("/opening"));
        assertEquals("10.00", answer.at("/debit"));
        assertEquals("400.00", answer.at("/credit"));
        assertEquals("610.00", answer.at("/closing"));
        assertEquals("""
                {"date":"2024-04-01","entryId":"%s","text":"Miete April","debit":"0.00","credit":"400.00","balance":"600.00"}"""
                .formatted(rent), answer.body().at("/lines/0").toString());
        assertEquals("610.00", answer.at("/lines/1/balance"));
        assertEquals("210.00", get("/reports/general-ledger?account=1800").at("/closing"));
        assertEquals(0, get("/reports/general-ledger?account=1600").body().at("/lines").size());
        api.as(caller).get("/api/v1/reports/general-ledger?account=999").expect(400, "invalid_parameter");
        api.as(caller).get("/api/v1/reports/general-ledger").expect(400, "invalid_parameter");
    }

    @Test
    void timesThatCannotBeAnsweredAreRefused() {
        for (String report : List.of("/api/v1/reports/trial-balance?", "/api/v1/reports/general-ledger?account=1800&")) {
            for (String knownAt : List.of("2999-01-01T00:00:00Z", "+99999-01-01T00:00:00Z")) {
                api.as(caller).get(report + "knownAt=" + encode(knownAt)).expect(400, "known_at_too_recent");
            }
            for (String wrong : List.of("knownAt=-9999-01-01T00:00:00Z", "knownAt=yesterday", "knownAt=2024-01-01")) {
                api.as(caller).get(report + wrong).expect(400, "invalid_parameter");
            }
        }
        for (String wrong : List.of("asOf=%2B99999-01-01", "asOf=2024-02-30", "asOf=today", "asOf=1000-01-01")) {
            api.as(caller).get("/api/v1/reports/trial-balance?" + wrong).expect(400, "invalid_parameter");
        }
        api.as(caller).get("/api/v1/reports/general-ledger?account=1800&from=0001-01-01").expect(400, "invalid_parameter");
        api.as(caller).get("/api/v1/reports/general-ledger?account=1800&to=" + encode("+12345-01-01")).expect(400, "invalid_parameter");
    }

    @Test
    void aByteChangedWithSuperuserRightsIsNamed() {
        List<UUID> entries = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            entries.add(fixtures.entry(caller, LocalDate.of(2024, 11, i), "Miete", "6310", "1800", "400.00"));
        }
        assertEquals("5", get("/ledger/verification").at("/unsealed"));
        fixtures.in(caller, tx -> Seals.seal(tx));
        Api.Answer intact = get("/ledger/verification");
        assertEquals("""
                {"sealed":5,"unsealed":0,"head":"%s","intact":true}""".formatted(intact.at("/head")), intact.text());
        assertEquals(64, intact.at("/head").length());
        Tampering.with("update ledger.entries set text = 'Mieta' where id = ?", entries.get(3));
        Api.Answer broken = get("/ledger/verification");
        assertFalse(broken.body().at("/intact").asBoolean());
        assertEquals("""
                {"sealNo":4,"entryId":"%s","fault":"entry_changed"}""".formatted(entries.get(3)),
                broken.body().at("/firstBreak").toString());
    }

    @Test
    void verificationsAreListedTheNewestFirst() {
        UUID first = verification(true, null, null, null);
        UUID entry = UUID.randomUUID();
        UUID second = verification(false, 4L, entry, "entry_changed");
        Api.Answer answer = get("/ledger-verifications");
        assertEquals(List.of(second.toString(), first.toString()), answer.body().at("/items").findValuesAsText("id"));
        assertEquals("entry_changed", answer.at("/items/0/fault"));
        assertEquals("4", answer.at("/items/0/sealNo"));
        assertEquals(entry.toString(), answer.at("/items/0/entryId"));
        assertTrue(answer.body().at("/items/1/intact").asBoolean());
        assertEquals(1, get("/ledger-verifications?filter=" + encode("intact eq false")).body().at("/items").size());
        assertEquals(0, api.as(fixtures.company()).get("/api/v1/ledger-verifications").expect(200).body().at("/items").size());
    }

    private UUID verification(boolean intact, Long sealNo, UUID entry, String fault) {
        UUID id = Ids.next();
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into ledger.verifications (company_id, id, sealed, unsealed, head, intact, seal_no, entry_id, fault)
                    values (?, ?, 5, 0, 'ab', ?, ?, ?, ?)""", tx.company(), id, intact, sealNo, entry, fault);
            return null;
        });
        return id;
    }

    private Api.Answer get(String path) {
        return api.as(caller).get("/api/v1" + path).expect(200);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
