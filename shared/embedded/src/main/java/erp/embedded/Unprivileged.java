package erp.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How PostgreSQL's programs, which refuse to run as root, are run where the caller is root. */
enum Unprivileged {
    /** Nothing to do: the caller is not root. */
    AS_CALLER(List.of()),
    /** In a user namespace of its own, where root looks like nobody: needs no user, and no file changes its owner. */
    NAMESPACE(List.of("unshare", "-U")),
    /** As the user nobody: for containers, where namespaces are forbidden. The folders above the data must be open to all. */
    NOBODY(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));

    private static final int NOBODY_ID = 65534;

    private final List<String> prefix;

    Unprivileged(List<String> prefix) {
        this.prefix = prefix;
    }

    static Unprivileged choose() {
        if (!Platform.root()) {
            return AS_CALLER;
        }
        for (Unprivileged way : List.of(NAMESPACE, NOBODY)) {
            if (Processes.succeeds(way.command("true"))) {
                return way;
            }
        }
        throw new IllegalStateException("PostgreSQL does not run as root, and neither `unshare -U` nor `setpriv` works here. "
                + "Start as another user.");
    }

    List<String> command(String... command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(List.of(command));
        return whole;
    }

    /** Gives PostgreSQL what the caller has just created. */
    void handOver(Path folder) {
        if (this != NOBODY) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "unix:uid", NOBODY_ID);
                Files.setAttribute(file, "unix:gid", NOBODY_ID);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot give " + folder + " to the user nobody", e);
        }
    }
}
