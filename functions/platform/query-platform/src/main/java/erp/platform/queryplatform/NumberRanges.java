package erp.platform.queryplatform;

import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.RequestBean;
import java.time.LocalDate;

/** The number ranges without gaps: how far they have come. */
@Controller
@Function(name = "query-platform")
class NumberRanges {

    private static final Listing<Row> LIST = Listing.of(Row.class,
            "select id, prefix, width, next, last, last_date, version from platform.number_ranges where company_id = ?", "id", "id");

    private final Work work;

    NumberRanges(Work work) {
        this.work = work;
    }

    /** The number ranges of the company. */
    @Get("/api/v1/number-ranges")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /**
     * A number range.
     *
     * @param prefix   what numbers begin with
     * @param width    digits at least, filled with zeros
     * @param next     the number that is drawn next
     * @param last     the number after which the range is used up
     * @param lastDate the date of the last document, before which none may be dated
     */
    @Introspected
    record Row(String id, String prefix, int width, long next, long last, @Nullable LocalDate lastDate, int version) {
    }
}
