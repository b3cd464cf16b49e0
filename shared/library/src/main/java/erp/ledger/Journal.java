package erp.ledger;

import erp.company.Company;
import erp.money.Money;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The one writer of postings. What it has posted is never changed, by grant and by trigger; a mistake is taken back by a reversal
 * in an open period (§ 146 (4) AO, § 239 (3) HGB).
 */
public final class Journal {

    private Journal() {
    }

    /**
     * Posts an entry: balanced, at least two lines, into an open period.
     *
     * @param period the month of its date, locked by this transaction
     * @return the entry's identifier
     * @throws Refusal 409 {@code period_closed}, 422 {@code unbalanced}, 422 {@code unknown_account} when the lines are sent
     */
    public static UUID post(Tx tx, Company company, Period period, Entry entry) {
        period.requireOpen();
        if (entry.lines().size() < 2 || !entry.difference().isZero()) {
            throw new Refusal(LedgerCode.UNBALANCED, entry.lines().isEmpty() ? BigDecimal.ZERO : entry.difference().amount());
        }
        UUID id = Ids.next();
        tx.write("""
                insert into ledger.entries (company_id, id, period, business_date, source_type, source_id, text, currency, reverses_id)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                tx.company(), id, period.id(), period.date(), entry.sourceType(), entry.sourceId(), entry.text(), company.currency(),
                entry.reverses());
        List<Entry.Line> lines = entry.lines();
        tx.write("""
                insert into ledger.lines (company_id, entry_id, n, account, debit, credit, partner_id, tax_category, tax_rate, tax_base,
                                          box, text)
                select ?, ?, l.* from unnest(?::smallint[], ?::text[], ?::numeric[], ?::numeric[], ?::uuid[], ?::text[], ?::numeric[],
                                             ?::numeric[], ?::text[], ?::text[]) l""",
                tx.company(), id, IntStream.rangeClosed(1, lines.size()).boxed().toList(),
                lines.stream().map(Entry.Line::account).toList(),
                lines.stream().map(line -> line.debit().amount()).toList(),
                lines.stream().map(line -> line.credit().amount()).toList(),
                lines.stream().map(Entry.Line::partner).toList(),
                lines.stream().map(line -> line.tax() == null ? null : line.tax().category()).toList(),
                lines.stream().map(line -> line.tax() == null ? null : line.tax().rate()).toList(),
                lines.stream().map(line -> line.tax() == null ? null : line.tax().base().amount()).toList(),
                lines.stream().map(line -> line.tax() == null ? null : line.tax().box()).toList(),
                lines.stream().map(Entry.Line::text).toList());
        return id;
    }

    private record Posted(String sourceType, UUID sourceId, String text, LocalDate businessDate, UUID reversesId) {
    }

    private record PostedLine(String account, BigDecimal debit, BigDecimal credit, UUID partnerId, String taxCategory, BigDecimal taxRate,
                              BigDecimal taxBase, String box, String text) {
    }

    /**
     * Takes an entry back by a general reversal (Generalumkehr): the same sides with negative amounts, so that the turnover of the
     * accounts is as if it had not been.
     *
     * @param period     an open month, with a date not before that of the entry
     * @param sourceType where the reversal comes from
     * @throws Refusal 404 when there is no such entry, 409 {@code reversal_not_reversible}, {@code already_reversed},
     *                 {@code period_closed}, 422 {@code reversal_before_entry}
     */
    public static UUID reverse(Tx tx, Company company, Period period, UUID entryId, String sourceType, UUID sourceId, String text) {
        Posted posted = tx.get(Posted.class, """
                select source_type, source_id, text, business_date, reverses_id from ledger.entries where company_id = ? and id = ?""",
                tx.company(), entryId);
        if (posted.reversesId != null) {
            throw new Refusal(LedgerCode.REVERSAL_NOT_REVERSIBLE);
        }
        if (tx.find(UUID.class, "select id from ledger.entries where company_id = ? and reverses_id = ?",
                tx.company(), entryId).isPresent()) {
            throw new Refusal(LedgerCode.ALREADY_REVERSED);
        }
        period.requireOpen();
        if (period.date().isBefore(posted.businessDate)) {
            throw new Refusal(LedgerCode.REVERSAL_BEFORE_ENTRY, posted.businessDate);
        }
        List<Entry.Line> lines = tx.list(PostedLine.class, """
                select account, debit, credit, partner_id, tax_category, tax_rate, tax_base, box, text
                  from ledger.lines where company_id = ? and entry_id = ? order by n""", tx.company(), entryId)
                .stream().map(line -> line(company, line)).toList();
        return post(tx, company, period, new Entry(sourceType, sourceId, text, entryId, lines).negated());
    }

    private static Entry.Line line(Company company, PostedLine line) {
        Entry.Tax tax = line.taxCategory == null ? null
                : new Entry.Tax(line.taxCategory, line.taxRate, company.money(line.taxBase), line.box);
        return new Entry.Line(line.account, company.money(line.debit), company.money(line.credit), line.partnerId, tax, line.text);
    }
}
