package erp.stock;

import erp.tasks.Task;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.util.UUID;

/**
 * Goods can be promised that orders wait for. Each hour all of them are looked for, should anything have been overlooked.
 *
 * @param productId  the goods; all that are waited for when null
 * @param locationId the storage place they are at
 */
@Introspected
@Task(name = "fill-backorders", cron = "15 * * * *")
public record FillBackorders(@Nullable UUID productId, @Nullable UUID locationId) {
}
