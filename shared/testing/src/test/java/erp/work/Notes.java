package erp.work;

import com.fasterxml.jackson.annotation.JsonProperty;
import erp.web.Decimal;
import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestBean;
import io.micronaut.http.annotation.Status;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** A function for tests of {@link Work}: it keeps notes, and does on request what makes work hard. */
@Controller
@Function(name = "keep-notes")
class Notes {

    private final Work work;

    Notes(Work work) {
        this.work = work;
    }

    private static final Listing<Row> LIST = Listing.of(Row.class, """
            select id, text, coalesce(amount, 0) amount, date '2026-11-21' as day, timestamptz '2026-11-21 12:00Z' made_at, version
              from test.notes where company_id = ?""", "id", "text");

    @Get("/api/v1/notes")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    @Post("/api/v1/notes")
    @Status(HttpStatus.CREATED)
    HttpResponse<Note> write(@Body Request request, @QueryValue(defaultValue = "false") boolean force) {
        return work.once(request, tx -> {
            if (request.seconds != null) {
                tx.list(String.class, "select 'slept' from pg_sleep(?)", request.seconds);
            }
            if ("refuse".equals(request.text)) {
                throw new Refusal(WorkCode.TRY_AGAIN);
            }
            if ("lose".equals(request.text)) {
                tx.list(Boolean.class, "select pg_terminate_backend(pg_backend_pid())");
            }
            if ("break".equals(request.text)) {
                throw new IllegalStateException("secret detail");
            }
            if ("overflow".equals(request.text)) {
                tx.list(Integer.class, "select (?::bigint * 10)::integer", Integer.MAX_VALUE);
            }
            UUID id = Ids.next();
            tx.write("insert into test.notes (company_id, id, text, amount) values (?, ?, ?, ?)",
                    tx.company(), id, request.text, request.amount);
            return new Note(id, request.text, request.amount, 1);
        });
    }

    @Put("/api/v1/notes/{id}")
    HttpResponse<Note> change(@PathVariable UUID id, @Body Request request) {
        return work.once(request, tx -> {
            tx.call().requireIfMatch();
            Note note = tx.get(Note.class, "select id, text, amount, version from test.notes where company_id = ? and id = ? for update",
                    tx.company(), id);
            note.refuseStale(tx.call());
            if (note.text.equals("final")) {
                throw new Refusal(new Final());
            }
            tx.write("update test.notes set text = ?, version = version + 1 where company_id = ? and id = ?",
                    request.text, tx.company(), id);
            return new Note(id, request.text, note.amount, note.version + 1);
        });
    }

    /** Adds to two notes, in the order given: two callers with opposite orders meet in a deadlock. */
    @Post("/api/v1/notes/{first}/add/{second}")
    HttpResponse<Note> add(@PathVariable UUID first, @PathVariable UUID second) {
        return work.once(tx -> {
            for (UUID id : new UUID[] {first, second}) {
                tx.list(String.class, "select 'slept' from pg_sleep(0.05)");
                tx.list(UUID.class, "update test.notes set amount = amount + 1 where company_id = ? and id = ? returning id",
                        tx.company(), id);
            }
            return new Note(first, "added", null, 1);
        });
    }

    private static final class Final implements Code {
        @Override
        public int status() {
            return 409;
        }

        @Override
        public String name() {
            return "NOTE_IS_FINAL";
        }
    }

    @Introspected
    record Request(@NotBlank @Size(max = 10) String text, @Nullable @Decimal(max = "999999999999") BigDecimal amount,
                   @Nullable Integer seconds, @Nullable LocalDate day, @Nullable UUID about, @Nullable Colour colour,
                   @Nullable @Size(max = 3) List<String> tags) {
    }

    enum Colour {
        @JsonProperty("red") RED
    }

    @Introspected
    record Row(UUID id, String text, BigDecimal amount, LocalDate day, Instant madeAt, int version) {
    }

    @Introspected
    record Note(UUID id, String text, BigDecimal amount, int version) implements Identified, Versioned {
    }
}
