package erp.ledger.reverseentry;

import erp.company.Companies;
import erp.company.Company;
import erp.ledger.Journal;
import erp.ledger.LedgerCode;
import erp.ledger.Period;
import erp.web.Function;
import erp.work.Identified;
import erp.work.Refusal;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.UUID;

/**
 * An accountant takes a manual entry back by a general reversal (Generalumkehr): the same sides with negative amounts, in an open
 * month. It happens once, whoever asks for it how often: the database keeps at most one reversal of an entry. The entries of
 * documents are taken back by correcting the document.
 *
 * <p>Refused: 404; 409 {@code entry_belongs_to_document}, {@code reversal_not_reversible}, {@code already_reversed},
 * {@code period_closed}; 422 {@code date_out_of_books}, {@code reversal_before_entry}.
 */
@Controller
@Function(name = "reverse-entry")
class ReverseEntry {

    private static final String SOURCE = "manual";

    private final Work work;
    private final Companies companies;

    ReverseEntry(Work work, Companies companies) {
        this.work = work;
        this.companies = companies;
    }

    private record Posted(String sourceType, UUID sourceId, String text, boolean reversal, boolean reversed) {

        void requireReversible() {
            if (!sourceType.equals(SOURCE)) {
                throw new Refusal(LedgerCode.ENTRY_BELONGS_TO_DOCUMENT, sourceType);
            }
            if (reversal) {
                throw new Refusal(LedgerCode.REVERSAL_NOT_REVERSIBLE);
            }
            if (reversed) {
                throw new Refusal(LedgerCode.ALREADY_REVERSED);
            }
        }
    }

    @Post("/api/v1/journal-entries/{id}/reverse")
    @Status(HttpStatus.CREATED)
    HttpResponse<Response> reverse(@PathVariable UUID id, @Body Request request) {
        return work.once(request, tx -> {
            // Entries never change, so this one can be read before the period is locked.
            Posted posted = tx.get(Posted.class, """
                    select e.source_type, e.source_id, e.text, e.reverses_id is not null as reversal, exists (
                           select from ledger.entries r where r.company_id = e.company_id and r.reverses_id = e.id) as reversed
                      from ledger.entries e where e.company_id = ? and e.id = ?""", tx.company(), id);
            posted.requireReversible();
            Company company = companies.of(tx);
            LocalDate date = company.date(request.date, tx.now());
            Period period = Period.lock(tx, company, date);
            String text = request.text == null ? posted.text : request.text;
            UUID reversal = Journal.reverse(tx, company, period, id, SOURCE, posted.sourceId, text);
            return new Response(reversal, period.id(), date, text, id);
        });
    }

    /**
     * How to reverse it.
     *
     * @param date the company's today when absent
     * @param text what an accountant reads; the entry's own text when absent
     */
    @Introspected
    record Request(@Nullable LocalDate date, @Nullable @Size(min = 1, max = 200) String text) {
    }

    /** The reversal as posted. */
    @Introspected
    record Response(UUID id, String period, LocalDate date, String text, UUID reversesId) implements Identified {
    }
}
