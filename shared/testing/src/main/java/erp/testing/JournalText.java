package erp.testing;

import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The journal as text that an accountant can read, for golden tests: entries by date and time of recording, debits left and credits
 * right, behind the semicolon the partner and what the line means for the VAT return.
 *
 * <pre>
 * 2026-11-02 sales_invoice | Invoice INV-000001
 *     1200  Trade receivables                                35.70                ; Kunde
 *     4400  Revenue 19 % VAT                                               30.00  ; S 19 % of 30.00, box 81
 *     3806  VAT 19 %                                                        5.70  ; S 19 % of 30.00
 * </pre>
 */
public final class JournalText {

    private static final int NAME_WIDTH = 40;

    private JournalText() {
    }

    private record Entry(UUID id, LocalDate businessDate, Instant recordedAt, String sourceType, String text, @Nullable String reverses) {
    }

    private record Line(UUID entryId, String account, String name, BigDecimal debit, BigDecimal credit, @Nullable String partner,
                        @Nullable String taxCategory, @Nullable BigDecimal taxRate, @Nullable BigDecimal taxBase, @Nullable String box,
                        @Nullable String text) {
    }

    private record Printed(Entry entry, String text) {
    }

    /** All entries of the transaction's company: {@code fixtures.in(caller, JournalText::of)}. */
    public static String of(Tx tx) {
        List<Entry> entries = tx.list(Entry.class, """
                select e.id, e.business_date, e.recorded_at, e.source_type, e.text, r.business_date || ' ' || r.text as reverses
                  from ledger.entries e left join ledger.entries r on r.company_id = e.company_id and r.id = e.reverses_id
                 where e.company_id = ?""", tx.company());
        Map<UUID, List<Line>> lines = tx.list(Line.class, """
                select l.entry_id, l.account, a.name_en as name, l.debit, l.credit, p.name as partner, l.tax_category, l.tax_rate,
                       l.tax_base, l.box, l.text
                  from ledger.lines l
                  join ledger.accounts a on a.company_id = l.company_id and a.number = l.account
                  left join partners.partners p on p.company_id = l.company_id and p.id = l.partner_id
                 where l.company_id = ?
                 order by l.entry_id, l.n""", tx.company()).stream()
                .collect(Collectors.groupingBy(Line::entryId, LinkedHashMap::new, Collectors.toList()));
        // Entries of one transaction share their time of recording; their text then decides, so that the order is always the same.
        return entries.stream().map(entry -> new Printed(entry, print(entry, lines.getOrDefault(entry.id, List.of()))))
                .sorted(Comparator.comparing((Printed printed) -> printed.entry.businessDate)
                        .thenComparing(printed -> printed.entry.recordedAt).thenComparing(Printed::text))
                .map(Printed::text).collect(Collectors.joining("\n"));
    }

    private static String print(Entry entry, List<Line> lines) {
        return entry.businessDate + " " + entry.sourceType + " | " + entry.text
                + (entry.reverses == null ? "" : " | reverses " + entry.reverses) + "\n"
                + lines.stream().map(JournalText::print).collect(Collectors.joining());
    }

    private static String print(Line line) {
        return "    %-5s %s%14s%14s  %s".formatted(line.account, name(line.name), amount(line.debit), amount(line.credit), remarks(line))
                .stripTrailing() + "\n";
    }

    private static String name(String name) {
        return name.length() > NAME_WIDTH ? name.substring(0, NAME_WIDTH) : name + " ".repeat(NAME_WIDTH - name.length());
    }

    private static String amount(BigDecimal amount) {
        return amount.signum() == 0 ? "" : amount.toPlainString();
    }

    private static String remarks(Line line) {
        StringBuilder remarks = new StringBuilder();
        if (line.partner != null) {
            remarks.append(", ").append(line.partner);
        }
        if (line.taxCategory != null) {
            remarks.append(", ").append(line.taxCategory).append(' ').append(plain(line.taxRate)).append(" % of ").append(line.taxBase);
        }
        if (line.box != null) {
            remarks.append(", box ").append(line.box);
        }
        if (line.text != null) {
            remarks.append(", ").append(line.text);
        }
        return remarks.isEmpty() ? "" : "; " + remarks.substring(2);
    }

    private static String plain(BigDecimal rate) {
        return rate.setScale(Math.max(0, rate.stripTrailingZeros().scale()), RoundingMode.UNNECESSARY).toPlainString();
    }
}
