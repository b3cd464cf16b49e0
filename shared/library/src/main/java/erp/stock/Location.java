package erp.stock;

import java.util.UUID;

/**
 * A place goods can be. Stock is counted where they are stored; the other kinds are where they come from and go to.
 *
 * @param code what people call it
 */
public record Location(UUID id, String code, String name, Kind kind) {

    /** What a place is for. */
    public enum Kind {
        STORAGE, SUPPLIER, CUSTOMER, OPENING, GAIN_LOSS
    }

    /** Whether stock is counted here. */
    boolean isStorage() {
        return kind == Kind.STORAGE;
    }
}
