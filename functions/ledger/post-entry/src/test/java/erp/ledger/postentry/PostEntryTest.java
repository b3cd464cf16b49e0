package erp.ledger.postentry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.ledger.Chart;
import erp.security.Caller;
import erp.tax.TaxRegime;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class PostEntryTest {

    private static final String PATH = "/api/v1/journal-entries";

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
    void anAccountantPostsRentAndWages() {
        UUID landlord = fixtures.customer(caller, "Vermieter KG", "DE");
        Api.Answer answer = post("2024-11-02", "Büromiete November", """
                {"account": "6310", "debit": "1200.00", "text": "Hauptstraße 1", "partnerId": "%s"},
                {"account": "1406", "debit": "228"}, {"account": "1800", "credit": "1428.00"}""".formatted(landlord)).expect(201);
        assertEquals("2024-11", answer.at("/period"));
        assertEquals("1428.00", answer.at("/amount"));
        assertEquals("EUR", answer.at("/currency"));
        assertEquals(PATH + "/" + answer.at("/id"), answer.header("Location"));
        post("2024-11-01", "Löhne Oktober", """
                {"account": "6010", "debit": "2500.00"}, {"account": "3720", "credit": "1700.50"},
                {"account": "3730", "credit": "399.50"}, {"account": "3740", "credit": "400.00"}""").expect(201);
        assertEquals("""
                2024-11-01 manual | Löhne Oktober
                    6010  Wages                                          2500.00
                    3720  Wages and salaries payable                                   1700.50
                    3730  Wage and church tax payable                                   399.50
                    3740  Social security payable                                       400.00

                2024-11-02 manual | Büromiete November
                    6310  Rent                                           1200.00                ; Vermieter KG, Hauptstraße 1
                    1406  Input VAT 19 %                                  228.00
                    1800  Bank                                                         1428.00
                """, fixtures.journal(caller));
    }

    @Test
    void anUnbalancedEntryIsRefusedWithTheDifference() {
        Api.Answer answer = post("2024-11-02", "Miete", """
                {"account": "6310", "debit": "1200.00"}, {"account": "1800", "credit": "1199.99"}""").expect(422, "unbalanced");
        assertTrue(answer.at("/detail").contains("0.01"), answer.text());
        post("2024-11-02", "Miete", """
                {"account": "6310", "debit": "1200.00"}, {"account": "1800", "debit": "1200.00"}""").expect(422, "unbalanced");
    }

    @Test
    void anUnknownAccountIsNamed() {
        Api.Answer answer = post("2024-11-02", "Miete", """
                {"account": "6310", "debit": "1.00"}, {"account": "1801", "credit": "1.00"}""").expect(422, "unknown_account");
        assertEquals("/lines/1/account", answer.at("/errors/0/pointer"));
        assertTrue(answer.at("/detail").contains("1801"));
    }

    @Test
    void aLockedAccountIsRefused() {
        fixtures.in(caller, tx -> {
            tx.write("update ledger.accounts set postable = false where company_id = ? and number = '6310'", tx.company());
            return null;
        });
        post("2024-11-02", "Miete", rent("1.00")).expect(422, "unknown_account");
    }

    @Test
    void theStockAccountIsKeptByTheStock() {
        Api.Answer answer = post("2024-11-02", "Ware", """
                {"account": "1140", "debit": "1.00"}, {"account": "1800", "credit": "1.00"}""").expect(422, "account_kept_by_stock");
        assertEquals("/lines/0/account", answer.at("/errors/0/pointer"));
        caller = fixtures.company(Chart.SKR03, TaxRegime.STANDARD);
        post("2024-11-02", "Ware", """
                {"account": "1200", "debit": "1.00"}, {"account": "3980", "credit": "1.00"}""").expect(422, "account_kept_by_stock");
    }

    @Test
    void theReceivablesAccountIsKeptByTheReceivables() {
        post("2024-11-02", "Forderung", """
                {"account": "4400", "credit": "1.00"}, {"account": "1200", "debit": "1.00"}""").expect(422, "account_kept_by_receivables");
    }

    @Test
    void aLineHasOneSide() {
        Api.Answer answer = post("2024-11-02", "Miete", """
                {"account": "6310", "debit": "1.00"},
                {"account": "1800", "debit": "1.00", "credit": "1.00"}""").expect(422, "one_side_is_used");
        assertEquals("/lines/1", answer.at("/errors/0/pointer"));
        post("2024-11-02", "Miete", """
                {"account": "6310", "debit": "1.00"}, {"account": "1800"}""").expect(422, "one_side_is_used");
    }

    @Test
    void amountsAreInCentsAndAboveZero() {
        Api.Answer scale = post("2024-11-02", "Miete", rent("1.001")).expect(422, "invalid");
        assertEquals("scale", scale.at("/errors/0/code"));
        assertEquals("/lines/0/debit", scale.at("/errors/0/pointer"));
        for (String amount : List.of("0.00", "-1.00", "1000000000000.00")) {
            Api.Answer range = post("2024-11-02", "Miete", rent(amount)).expect(422, "invalid");
            assertEquals("range", range.at("/errors/0/code"), amount);
        }
        assertEquals("format", post("2024-11-02", "Miete", rent("1,00")).expect(422).at("/errors/0/code"));
        post("2024-11-02", "Miete", """
                {"account": "6310", "debit": "1.001"}, {"account": "1800", "credit": "1.00"}""").expect(422, "scale");
        post("2024-11-02", "Miete", """
                {"account": "6310", "debit": "999999999999.99"}, {"account": "1800", "credit": "999999999999.99"}""").expect(201);
    }

    @Test
    void oneLineIsNoEntryAndATextIsNeeded() {
        post("2024-11-02", "Miete", """
                {"account": "6310", "debit": "1.00"}""").expect(422, "range");
        post("2024-11-02", " ", rent("1.00")).expect(422, "required");
        api.as(caller).post(PATH, """
                {"text": "Miete", "lines": [%s]}""".formatted(rent("1.00"))).expect(400, "missing_field");
    }

    @Test
    void aClosedMonthTakesNoEntryAndThatComesBeforeItsValues() {
        fixtures.in(caller, tx -> {
            tx.write("insert into ledger.periods (company_id, id, state, stock_state) values (?, '2024-10', 'soft_closed', 'closed')",
                    tx.company());
            tx.write("insert into ledger.periods (company_id, id, state, stock_state) values (?, '2024-11', 'open', 'closed')",
                    tx.company());
            return null;
        });
        Api.Answer answer = post("2024-10-31", "Miete", rent("1.00")).expect(409, "period_closed");
        assertTrue(answer.at("/detail").contains("2024-10"));
        post("2024-10-31", "Miete", rent("1.001")).expect(409, "period_closed");
        post("2024-10-31", "Miete", """
                {"account": "9999", "debit": "1.00"}, {"account": "1800", "credit": "2.00"}""").expect(409, "period_closed");
        post("2024-11-01", "Miete", rent("1.00")).expect(201);
    }

    @Test
    void datesOutsideOfTheBooksAreRefused() {
        post("2023-12-31", "Miete", rent("1.00")).expect(422, "date_out_of_books");
        post("2999-01-01", "Miete", rent("1.00")).expect(422, "date_out_of_books");
        post("2024-01-01", "Miete", rent("1.00")).expect(201);
    }

    @Test
    void aPartnerOfAnotherCompanyDoesNotExist() {
        UUID foreign = fixtures.customer(fixtures.company(), "Fremd", "DE");
        Api.Answer answer = post("2024-11-02", "Miete", """
                {"account": "6310", "debit": "1.00", "partnerId": "%s"}, {"account": "1800", "credit": "1.00"}""".formatted(foreign))
                .expect(422, "unknown_partner");
        assertEquals("/lines/0/partnerId", answer.at("/errors/0/pointer"));
    }

    @Test
    void germansReadGerman() {
        Api.Answer answer = api.send(api.as(caller).request("POST", PATH, """
                {"date": "2024-11-02", "text": "Ware", "lines": [{"account": "1140", "debit": "1.00"},
                 {"account": "1800", "credit": "1.00"}]}""",
                UUID.randomUUID().toString(), "Accept-Language", "de"));
        assertEquals("Konto des Lagers", answer.expect(422, "account_kept_by_stock").at("/title"));
    }

    private Api.Answer post(String date, String text, String lines) {
        return api.as(caller).post(PATH, """
                {"date": "%s", "text": "%s", "lines": [%s]}""".formatted(date, text, lines));
    }

    private static String rent(String amount) {
        return """
                {"account": "6310", "debit": "%s"}, {"account": "1800", "credit": "%s"}""".formatted(amount, amount);
    }
}
