package erp.embedded;

import java.nio.file.Path;

/** What all checkouts of a machine share: the unpacked programs, and the test servers of running builds. */
public final class CacheFolder {

    private CacheFolder() {
    }

    /** Root's home is closed to the user PostgreSQL may have to run as, so root's folder is the system's. */
    public static Path path() {
        return Platform.root() ? Path.of("/var/cache/erp") : Path.of(System.getProperty("user.home"), ".cache", "erp");
    }
}
