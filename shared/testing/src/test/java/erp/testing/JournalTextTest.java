package erp.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.company.Companies;
import erp.company.Company;
import erp.ledger.Entry;
import erp.ledger.Journal;
import erp.ledger.Period;
import erp.money.Money;
import erp.security.Caller;
import erp.work.Ids;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class JournalTextTest {

    @Inject
    Fixtures fixtures;

    @Test
    void printsWhatAnAccountantReads() {
        Caller caller = fixtures.company();
        UUID customer = fixtures.customer(caller, "Kunde", "DE");
        UUID posted = fixtures.in(caller, tx -> {
            Company company = Companies.read(tx);
            Money net = company.money(new BigDecimal("30.00"));
            Entry entry = Entry.of("sales_invoice", Ids.next(), "Invoice INV-000001")
                    .debit("1200", company.money(new BigDecimal("35.70")), customer)
                    .credit("4400", net, new Entry.Tax("S", new BigDecimal("19.00"), net, "81"))
                    .credit("3806", company.money(new BigDecimal("5.70")), new Entry.Tax("S", new BigDecimal("19"), net, null));
            return Journal.post(tx, company, Period.lock(tx, company, LocalDate.of(2024, 11, 2)), entry);
        });
        fixtures.in(caller, tx -> Journal.reverse(tx, Companies.read(tx), Period.lock(tx, Companies.read(tx), LocalDate.of(2024, 11, 3)),
                posted, "sales_invoice", Ids.next(), "Cancellation INV-000002"));
        assertEquals("""
                2024-11-02 sales_invoice | Invoice INV-000001
                    1200  Trade receivables                                35.70                ; Kunde
                    4400  Revenue 19 % VAT                                               30.00  ; S 19 % of 30.00, box 81
                    3806  VAT 19 %                                                        5.70  ; S 19 % of 30.00

                2024-11-03 sales_invoice | Cancellation INV-000002 | reverses 2024-11-02 Invoice INV-000001
                    1200  Trade receivables                               -35.70                ; Kunde
                    4400  Revenue 19 % VAT                                              -30.00  ; S 19 % of -30.00, box 81
                    3806  VAT 19 %                                                       -5.70  ; S 19 % of -30.00
                """, fixtures.journal(caller));
    }
}
