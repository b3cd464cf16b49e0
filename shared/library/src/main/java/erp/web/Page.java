package erp.web;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.util.List;

/**
 * A part of a collection.
 *
 * @param items the rows, at most as many as asked for
 * @param next  the cursor of the following page; absent on the last
 */
@Introspected
public record Page<T>(List<T> items, @Nullable String next) {
}
