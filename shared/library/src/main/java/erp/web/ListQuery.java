package erp.web;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.QueryValue;

/**
 * How a collection is asked.
 *
 * @param filter conditions like {@code status eq open and dueDate lt 2026-11-20}; operators eq, ne, lt, le, gt, ge, like, in
 * @param sort   fields with an optional {@code -} for descending, like {@code -orderDate,number}
 * @param fields the fields wanted, all when absent
 * @param limit  rows at most, 50 when absent, 500 at most
 * @param cursor {@code next} of the page before
 */
@Introspected
public record ListQuery(@Nullable @QueryValue String filter, @Nullable @QueryValue String sort, @Nullable @QueryValue String fields,
                        @Nullable @QueryValue Integer limit, @Nullable @QueryValue String cursor) {
}
