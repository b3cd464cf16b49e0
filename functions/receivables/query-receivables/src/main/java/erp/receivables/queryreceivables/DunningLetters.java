package erp.receivables.queryreceivables;

import erp.receivables.Parties;
import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.JsonText;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.RequestBean;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** What customers were written about what is overdue. */
@Controller
@Function(name = "query-receivables")
class DunningLetters {

    private static final String SELECT = """
            select d.id, d.partner_id, d.snapshot #>> '{buyer,name}' as partner_name, d.letter_date as date, d.level, d.text, d.pay_by,
                   d.currency, d.open, d.interest, d.interest_until, d.compensation, d.fee, d.total, d.recorded_at, d.snapshot
              from receivables.dunning_letters d where d.company_id = ?""";
    private static final Listing<Row> LIST = Listing.of(Row.class, SELECT, "id", "-id");

    private final Work work;
    private final JsonText json;

    DunningLetters(Work work, JsonText json) {
        this.work = work;
        this.json = json;
    }

    /** The letters, newest first unless sorted otherwise. */
    @Get("/api/v1/dunning-letters")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One letter with the claims it is about. */
    @Get("/api/v1/dunning-letters/{id}")
    DunningLetter get(@PathVariable UUID id) {
        return work.read(tx -> {
            Tx.Later<List<Claim>> claims = tx.later(Claim.class, """
                    select n, invoice_id, number, invoice_date, due_date, level, days, amount, open, interest, compensation
                      from receivables.dunning_items where company_id = ? and letter_id = ? order by n""", tx.company(), id);
            Header header = tx.get(Header.class, SELECT + " and d.id = ?", tx.company(), id);
            return header.with(json.read(Parties.class, header.snapshot), claims.get());
        });
    }

    /**
     * A letter in the list.
     *
     * @param level         that of its highest claim
     * @param text          {@code reminder}, {@code demand} or {@code final_demand}
     * @param open          of the invoices
     * @param interest      since default, in all (§ 288 (1), (2) BGB)
     * @param interestUntil the last day interest is claimed for
     * @param compensation  40 EUR for each claim on a business, in all (§ 288 (5) BGB)
     * @param fee           what the letters cost, in all
     */
    @Introspected
    record Row(UUID id, UUID partnerId, String partnerName, LocalDate date, int level, String text, LocalDate payBy, String currency,
               BigDecimal open, BigDecimal interest, LocalDate interestUntil, BigDecimal compensation, BigDecimal fee, BigDecimal total,
               Instant recordedAt) {
    }

    private record Header(UUID id, UUID partnerId, String partnerName, LocalDate date, int level, String text, LocalDate payBy,
                          String currency, BigDecimal open, BigDecimal interest, LocalDate interestUntil, BigDecimal compensation,
                          BigDecimal fee, BigDecimal total, Instant recordedAt, String snapshot) {

        DunningLetter with(Parties parties, List<Claim> claims) {
            return new DunningLetter(id, partnerId, partnerName, date, level, text, payBy, currency, open, interest, interestUntil,
                    compensation, fee, total, recordedAt, parties, claims);
        }
    }

    /**
     * A letter with its claims.
     *
     * @param parties seller and buyer as they were
     */
    @Introspected
    record DunningLetter(UUID id, UUID partnerId, String partnerName, LocalDate date, int level, String text, LocalDate payBy,
                         String currency, BigDecimal open, BigDecimal interest, LocalDate interestUntil, BigDecimal compensation,
                         BigDecimal fee, BigDecimal total, Instant recordedAt, Parties parties, List<Claim> claims) {
    }

    /**
     * A claim in it.
     *
     * @param number of the invoice
     * @param days   how long it was overdue
     * @param amount of the invoice
     * @param open   what of it was left to pay
     */
    @Introspected
    record Claim(int n, UUID invoiceId, String number, LocalDate invoiceDate, LocalDate dueDate, int level, int days, BigDecimal amount,
                 BigDecimal open, BigDecimal interest, BigDecimal compensation) {
    }
}
