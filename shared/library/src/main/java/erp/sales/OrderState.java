package erp.sales;

import erp.work.Identified;
import erp.work.Versioned;
import io.micronaut.core.annotation.Introspected;
import java.util.UUID;

/** What a command on an order or a delivery leaves: its state and version. */
@Introspected
public record OrderState(UUID id, String number, String state, int version) implements Identified, Versioned {
}
