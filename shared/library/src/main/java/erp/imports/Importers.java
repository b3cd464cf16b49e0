package erp.imports;

import jakarta.inject.Singleton;
import java.util.List;

/** What brings rows in, by their kind. */
@Singleton
public final class Importers {

    private final List<Importer<?>> all;

    Importers(List<Importer<?>> all) {
        this.all = all;
    }

    /** The one for a kind. */
    public Importer<?> of(Importer.Kind kind) {
        return all.stream().filter(one -> one.kind() == kind).findFirst().orElseThrow();
    }
}
