package erp.testing;

import erp.embedded.CacheFolder;
import erp.embedded.EmbeddedPostgres;
import erp.embedded.EmbeddedRedis;
import erp.embedded.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the test servers of all builds on this machine are written down:
 * <ul>
 * <li>{@code lock}: held by the one that starts, joins or gives up servers;</li>
 * <li>{@code <build>.properties}: where a build's servers listen, {@link ServersFile};</li>
 * <li>{@code <build>-<pid>/}: the data and logs of the servers that process {@code pid} keeps, with a file in
 * {@code clients/} for each test process that uses them.</li>
 * </ul>
 * It is not in {@code target}: a {@code clean}, of this build or of another one, would delete it under running servers.
 */
record ServersDirectory(Path folder, String build, BuildProcess owner) {

    private static final Pattern NAME = Pattern.compile("[0-9a-f]+-(?<owner>\\d+)-\\d+(-(?<keeper>\\d+)|\\.properties|\\.log)");
    private static final Duration START_LIMIT = Duration.ofSeconds(120);

    static ServersDirectory ofThisBuild() {
        return of(BuildProcess.ofThisProcess());
    }

    private static ServersDirectory of(BuildProcess owner) {
        // An IDE may be the process of several checkouts.
        String build = "%08x-%d-%d".formatted(root().hashCode(), owner.pid(), owner.startedMillis());
        return new ServersDirectory(CacheFolder.path().resolve("test-servers"), build, owner);
    }

    Path file() {
        return folder.resolve(build + ".properties");
    }

    /** The folder of the servers that a process keeps. */
    Path data(long pid) {
        return folder.resolve(build + "-" + pid);
    }

    Path log() {
        return folder.resolve(build + ".log");
    }

    /** Starts the build's servers where nobody has, and signs this process in. */
    ServersFile startOrJoin() {
        return locked(() -> {
            ServersFile servers = ServersFile.read(file()).filter(found -> Processes.running(found.pid())).orElseGet(this::start);
            try {
                Files.writeString(servers.directory().resolve("clients").resolve(Long.toString(ProcessHandle.current().pid())), "");
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot sign in at the test servers", e);
            }
            return servers;
        });
    }

    private ServersFile start() {
        try {
            Files.deleteIfExists(file());
            Process process = TestServersProcess.command(this).start();
            Processes.await("the test servers, log in " + log(), START_LIMIT, () -> Files.exists(file()) || !process.isAlive());
            return ServersFile.read(file()).orElseThrow(
                    () -> new IllegalStateException("The test servers do not start:\n" + Processes.tail(log())));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the test servers", e);
        }
    }

    /** Ends and removes what processes that were killed have left behind. */
    void sweep() {
        locked(() -> {
            try (Stream<Path> entries = Files.list(folder)) {
                for (Path left : entries.filter(ServersDirectory::isLeft).toList()) {
                    if (Files.isDirectory(left)) {
                        EmbeddedPostgres.endLeftOver(left.resolve("postgres"));
                        EmbeddedRedis.endLeftOver(left.resolve("redis"));
                    }
                    Processes.deleteTree(left);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot tidy up " + folder, e);
            }
            return null;
        });
    }

    private static boolean isLeft(Path entry) {
        Matcher name = NAME.matcher(entry.getFileName().toString());
        if (!name.matches()) {
            return false;
        }
        // A folder lasts as long as the process that keeps it, a file as long as the build.
        String process = name.group("keeper") == null ? name.group("owner") : name.group("keeper");
        return !Processes.running(Long.parseLong(process));
    }

    /** The test processes that have signed in, also those that have ended since. */
    static List<Long> clients(Path data) {
        try (Stream<Path> files = Files.list(data.resolve("clients"))) {
            return files.map(file -> Long.valueOf(file.getFileName().toString())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does something that no other process on this machine may do at the same time. */
    <T> T locked(Supplier<T> action) {
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock();
                return action.get();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + folder, e);
        }
    }

    /** The checkout: as the build says, or the nearest folder above that holds the Maven wrapper. */
    private static Path root() {
        Path here = Path.of(System.getProperty("erp.root", "")).toAbsolutePath().normalize();
        return Optional.of(here).filter(folder -> System.getProperty("erp.root") != null).orElseGet(() ->
                Stream.iterate(here, folder -> folder != null, Path::getParent)
                        .filter(folder -> Files.exists(folder.resolve("mvnw"))).findFirst().orElse(here));
    }
}
