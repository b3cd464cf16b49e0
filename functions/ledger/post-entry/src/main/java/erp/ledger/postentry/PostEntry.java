package erp.ledger.postentry;

import erp.company.Companies;
import erp.company.Company;
import erp.ledger.AccountRole;
import erp.ledger.Entry;
import erp.ledger.Journal;
import erp.ledger.LedgerCode;
import erp.ledger.Period;
import erp.money.Money;
import erp.sales.SalesCode;
import erp.web.Decimal;
import erp.web.Function;
import erp.work.Code;
import erp.work.Identified;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * An accountant posts by hand: rent, bank charges, wages. What goods are worth and what customers owe is kept by their own functions,
 * so that the stock account always equals the value of the stock and the receivables account the open items: nothing is posted to
 * these two by hand.
 *
 * <p>Refused: 422 {@code date_out_of_books}; 409 {@code period_closed}; 422 {@code one_side_is_used}, {@code unknown_account},
 * {@code account_kept_by_stock}, {@code account_kept_by_receivables}, {@code unknown_partner}, {@code scale}, {@code range},
 * {@code unbalanced} with the difference.
 */
@Controller
@Function(name = "post-entry")
class PostEntry {

    private static final String SOURCE = "manual";

    private final Work work;
    private final Companies companies;

    PostEntry(Work work, Companies companies) {
        this.work = work;
        this.companies = companies;
    }

    @Post("/api/v1/journal-entries")
    @Status(HttpStatus.CREATED)
    HttpResponse<Response> post(@Body Request request) {
        return work.once(request, tx -> {
            Company company = companies.of(tx);
            Period period = Period.lock(tx, company, request.date).requireOpen();
            checkLines(request.lines, company, accounts(tx, request.lines), partners(tx, request.lines));
            Entry entry = new Entry(SOURCE, Ids.next(), request.text, null, request.lines.stream().map(line -> line.of(company)).toList());
            UUID id = Journal.post(tx, company, period, entry);
            Money amount = Money.sum(entry.lines().stream().map(Entry.Line::debit).toList(), company.money());
            return new Response(id, period.id(), request.date, request.text, amount.amount(), company.currency());
        });
    }

    private static Set<String> accounts(Tx tx, List<Line> lines) {
        return new HashSet<>(tx.list(String.class,
                "select number from ledger.accounts where company_id = ? and number = any(?) and postable", tx.company(),
                lines.stream().map(Line::account).distinct().toList()));
    }

    private static Set<UUID> partners(Tx tx, List<Line> lines) {
        List<UUID> named = lines.stream().map(Line::partnerId).filter(Objects::nonNull).distinct().toList();
        return named.isEmpty() ? Set.of() : new HashSet<>(tx.list(UUID.class,
                "select id from partners.partners where company_id = ? and id = any(?)", tx.company(), named));
    }

    private static void checkLines(List<Line> lines, Company company, Set<String> accounts, Set<UUID> partners) {
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            refuse((line.debit == null) == (line.credit == null), i, "", LedgerCode.ONE_SIDE_IS_USED);
            refuse(!accounts.contains(line.account), i, "/account", LedgerCode.UNKNOWN_ACCOUNT, line.account);
            refuse(line.account.equals(company.account(AccountRole.STOCK)), i, "/account", LedgerCode.ACCOUNT_KEPT_BY_STOCK, line.account);
            refuse(line.account.equals(company.account(AccountRole.RECEIVABLES)), i, "/account", LedgerCode.ACCOUNT_KEPT_BY_RECEIVABLES,
                    line.account);
            refuse(line.partnerId != null && !partners.contains(line.partnerId), i, "/partnerId", SalesCode.UNKNOWN_PARTNER);
        }
    }

    private static void refuse(boolean wrong, int line, String field, Code code, Object... args) {
        if (wrong) {
            throw new Refusal(List.of(new Refusal.Field("/lines/" + line + field, code, args)), code, args);
        }
    }

    /**
     * The entry.
     *
     * @param date the business date, in an open month
     * @param text what an accountant reads
     */
    @Introspected
    record Request(LocalDate date, @NotBlank @Size(max = 200) String text, @Size(min = 2, max = 1000) List<@Valid Line> lines) {
    }

    /**
     * A line with a debit or a credit, in the currency of the books.
     *
     * @param account   the account's number, for example {@code 6310}
     * @param partnerId whom it is about
     */
    @Introspected
    record Line(@Size(min = 1, max = 10) String account, @Nullable @Decimal(min = "0.01", max = "999999999999.99") BigDecimal debit,
                @Nullable @Decimal(min = "0.01", max = "999999999999.99") BigDecimal credit, @Nullable UUID partnerId,
                @Nullable @Size(max = 200) String text) {

        Entry.Line of(Company company) {
            return new Entry.Line(account, company.money(debit == null ? BigDecimal.ZERO : debit),
                    company.money(credit == null ? BigDecimal.ZERO : credit), partnerId, null, text);
        }
    }

    /**
     * The entry as posted.
     *
     * @param amount the sum of its debits
     */
    @Introspected
    record Response(UUID id, String period, LocalDate date, String text, BigDecimal amount, String currency) implements Identified {
    }
}
