package erp.ledger.reverseentry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.company.Companies;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class ReverseEntryTest {

    private static final LocalDate DATE = LocalDate.of(2024, 11, 2);

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;

    private Caller caller;
    private UUID entry;

    @BeforeEach
    void setUp() {
        caller = fixtures.company();
        entry = fixtures.entry(caller, DATE, "Büromiete", "6310", "1800", "1200.00");
    }

    @Test
    void aReversalRepeatsTheSidesWithNegativeAmounts() {
        Api.Answer answer = reverse(entry, """
                {"date": "2024-11-15", "text": "Storno Büromiete"}""").expect(201);
        assertEquals(entry.toString(), answer.at("/reversesId"));
        assertEquals("2024-11", answer.at("/period"));
        assertEquals("/api/v1/journal-entries/" + answer.at("/id"), answer.header("Location"));
        assertEquals("""
                2024-11-02 manual | Büromiete
                    6310  Rent                                           1200.00
                    1800  Bank                                                         1200.00

                2024-11-15 manual | Storno Büromiete | reverses 2024-11-02 Büromiete
                    6310  Rent                                          -1200.00
                    1800  Bank                                                        -1200.00
                """, fixtures.journal(caller));
    }

    @Test
    void dateAndTextAreTodayAndTheEntrysOwn() {
        LocalDate today = fixtures.in(caller, tx -> Companies.read(tx).date(tx.now()));
        Api.Answer answer = reverse(entry, "{}").expect(201);
        assertEquals(today.toString(), answer.at("/date"));
        assertEquals("Büromiete", answer.at("/text"));
    }

    @Test
    void twentyAtOnceReverseItOnce() {
        Api.As as = api.as(caller);
        List<Api.Answer> answers = as.parallel(20, _ -> as.request("POST", path(entry), "{}", UUID.randomUUID().toString()));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 201).count());
        answers.stream().filter(answer -> answer.status() != 201).forEach(answer -> answer.expect(409, "already_reversed"));
        assertEquals(1L, fixtures.value(caller, Long.class, "select count(*) from ledger.entries where company_id = ? and reverses_id = ?",
                caller.company(), entry));
    }

    @Test
    void aReversalIsNotReversed() {
        UUID reversal = UUID.fromString(reverse(entry, "{}").expect(201).at("/id"));
        reverse(reversal, "{}").expect(409, "reversal_not_reversible");
        reverse(entry, "{}").expect(409, "already_reversed");
    }

    @Test
    void theEntryOfADocumentIsCorrectedByItsDocument() {
        fixtures.stock(caller, fixtures.product(caller, "A1", "10.00"), "2", "14.00");
        UUID posted = fixtures.value(caller, UUID.class,
                "select id from ledger.entries where company_id = ? and source_type = 'stock_adjustment'",
                caller.company());
        reverse(posted, "{}").expect(409, "entry_belongs_to_document");
        reverse(posted, """
                {"date": "2999-01-01"}""").expect(409, "entry_belongs_to_document");
    }

    @Test
    void theReversalNeedsAnOpenMonth() {
        fixtures.in(caller, tx -> {
            tx.write("insert into ledger.periods (company_id, id, state, stock_state) values (?, '2024-11', 'soft_closed', 'closed')",
                    tx.company());
            return null;
        });
        reverse(entry, """
                {"date": "2024-11-30"}""").expect(409, "period_closed");
        reverse(entry, """
                {"date": "2024-12-01"}""").expect(201);
    }

    @Test
    void theReversalIsNotBeforeTheEntryOrOutsideOfTheBooks() {
        reverse(entry, """
                {"date": "2024-11-01"}""").expect(422, "reversal_before_entry");
        reverse(entry, """
                {"date": "2023-12-31"}""").expect(422, "date_out_of_books");
        reverse(entry, """
                {"date": "2024-11-02"}""").expect(201);
    }

    @Test
    void whatDoesNotExistHereIsNotFound() {
        reverse(UUID.randomUUID(), "{}").expect(404, "not_found");
        caller = fixtures.company();
        reverse(entry, "{}").expect(404, "not_found");
    }

    private Api.Answer reverse(UUID id, String body) {
        return api.as(caller).post(path(id), body);
    }

    private static String path(UUID id) {
        return "/api/v1/journal-entries/" + id + "/reverse";
    }
}
