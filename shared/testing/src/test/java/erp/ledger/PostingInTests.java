package erp.ledger;

import erp.company.Companies;
import erp.company.Company;
import erp.money.Money;
import erp.work.Ids;
import erp.work.Tx;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;

/** Postings inside of a transaction that a test keeps in its hands. */
final class PostingInTests {

    private PostingInTests() {
    }

    /** An entry of 1.00 from bank to rent; it goes out with the next read or the commit. */
    static UUID post(Tx tx, LocalDate date, String text) {
        Company company = Companies.read(tx);
        Money amount = company.money(BigDecimal.ONE);
        return Journal.post(tx, company, Period.lock(tx, company, date),
                Entry.of("manual", Ids.next(), text).debit("6310", amount).credit("1800", amount));
    }

    /** Many entries of three lines each, in two statements. */
    static void many(Tx tx, LocalDate date, int count) {
        tx.write("""
                insert into ledger.entries (company_id, id, period, business_date, source_type, source_id, text, currency)
                select ?, ('0193' || lpad(to_hex(i), 8, '0') || '70008000' || lpad(to_hex(?), 12, '0'))::uuid,
                       to_char(?::date, 'YYYY-MM'), ?,
                       'sales_invoice', gen_random_uuid(), 'Invoice ' || i, 'EUR'
                  from generate_series(1, ?) i""", tx.company(), tx.company(), date, date, count);
        tx.write("""
                insert into ledger.lines (company_id, entry_id, n, account, debit, credit, tax_category, tax_rate, tax_base, box)
                select e.company_id, e.id, l.n, l.account, l.debit, l.credit, l.category, l.rate, l.base, l.box
                  from ledger.entries e,
                       (values (1, '1200', 119.00, 0, null, null, null, null), (2, '4400', 0, 100.00, 'S', 19, 100.00, '81'),
                               (3, '3806', 0, 19.00, 'S', 19, 100.00, null)) l (n, account, debit, credit, category, rate, base, box)
                 where e.company_id = ? and e.source_type = 'sales_invoice'""", tx.company());
    }
}
