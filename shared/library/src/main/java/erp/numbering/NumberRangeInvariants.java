package erp.numbering;

import erp.audit.Invariant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is always true of the numbers that were drawn from dense ranges. For invoices and credit notes the law wants each number once
 * (§ 14 Abs. 4 Nr. 4 UStG), and an auditor wants none to be missing.
 */
public final class NumberRangeInvariants {

    private static final String INVOICES = """
            select number, invoice_date as day from receivables.invoices where company_id = :company and number is not null""";
    /** A number is passed over when anybody has it, be it in the other role. */
    private static final String PARTNERS = """
            select n::text as number, null::date as day
              from partners.partners cross join lateral (values (customer_number), (supplier_number)) k (n)
             where company_id = :company and n is not null""";

    /** The documents of a range with their numbers as such; {@code n} is null where a number has another form. */
    private static final String DRAWN = """
            with r as (select prefix, width, next from platform.number_ranges where company_id = :company and id = '%1$s'),
                 d as (select k.number, k.day, case when starts_with(k.number, r.prefix)
                                                     and substr(k.number, length(r.prefix) + 1) ~ '^[0-9]{1,18}$'
                                                    then substr(k.number, length(r.prefix) + 1)::bigint end as n
                         from (%2$s) k cross join r)
            """;

    private static final String GAP = DRAWN + "select " + text("g.n + 1") + " || case when g.next > g.n + 2 then ' to ' || "
            + text("g.next - 1") + """
                    else '' end as subject, '0' as stored, (g.next - g.n - 1)::text as computed
              from (select n, lead(n) over (order by n) as next
                      from (select n from d cross join r where n between %3$d and r.next - 1
                             union all select %3$d - 1
                             union all select next from r) p) g cross join r
             where g.next > g.n + 1""";
    private static final String TWICE = DRAWN + """
            select string_agg(number, ', ' order by number) as subject, count(*)::text as stored, '1' as computed
              from d where n is not null group by n having count(*) > 1""";
    private static final String FORM = DRAWN + "select number as subject, number as stored, " + text("coalesce(n, 0)")
            + " as computed from d cross join r where number is distinct from " + text("n");
    private static final String AHEAD = DRAWN + """
            select number as subject, n::text as stored, 'below ' || r.next as computed from d cross join r where n >= r.next""";
    private static final String DATE_ORDER = DRAWN + """
            select number as subject, day::text as stored, 'not before ' || previous || ' of ' || previous_number as computed
              from (select number, day, lag(day) over o as previous, lag(number) over o as previous_number
                      from d where n is not null window o as (order by n)) x
             where day < previous""";

    private NumberRangeInvariants() {
    }

    /** A number as its range writes it. */
    private static String text(String n) {
        return "r.prefix || lpad((" + n + ")::text, greatest(r.width, length((" + n + ")::text)), '0')";
    }

    /** Those of all dense ranges. */
    public static List<Invariant> all() {
        return Stream.of(NumberRange.values()).flatMap(range -> of(range).stream()).toList();
    }

    /** Those of a range; none for a loose one. */
    private static List<Invariant> of(NumberRange range) {
        return switch (range) {
            case SALES_INVOICE -> List.of(
                    invariant("number_gap", "numbers are dense", GAP, range, INVOICES),
                    invariant("number_twice", "a number is there once", TWICE, range, INVOICES),
                    invariant("number_form", "a number has the form of its range", FORM, range, INVOICES),
                    invariant("number_ahead", "no number is ahead of its range", AHEAD, range, INVOICES),
                    invariant("number_date_order", "dates follow numbers", DATE_ORDER, range, INVOICES));
            // Callers may name a partner's number, also one the range has not reached.
            case CUSTOMER, SUPPLIER -> List.of(invariant("number_gap", "partners' numbers are dense", GAP, range, PARTNERS));
            case SALES_ORDER, DELIVERY, PRODUCT -> List.of();
        };
    }

    private static Invariant invariant(String rule, String sentence, String sql, NumberRange range, String documents) {
        return new Invariant(rule, sentence, sql.formatted(range.id(), documents, range.first()));
    }
}
