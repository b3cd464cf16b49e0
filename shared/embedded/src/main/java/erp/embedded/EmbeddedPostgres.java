package erp.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A PostgreSQL 18 from a Maven package: UTF-8, code point order (the built-in {@code C.UTF-8}, the same on every system), UTC, on
 * the loopback interface only, with a password. Its data stay in a directory and are there again at the next start.
 *
 * <p>It runs detached: Ctrl-C ends the caller, and the caller then ends it with {@link #close()} after its own last
 * transaction. A caller that was killed leaves it running; the next start on the directory ends it first.
 *
 * <p>The directory holds {@code 18} (PostgreSQL's own), {@code password}, {@code lock}, {@code log} and {@code log.previous}.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    /** The name of the superuser. */
    public static final String SUPERUSER = "postgres";

    private static final String MAJOR_VERSION = "18";
    private static final int ATTEMPTS_AT_A_FREE_PORT = 3;
    private static final int LIMIT_SECONDS = 120;

    private static final Map<String, String> SETTINGS = Map.of(
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "max_connections", "200",
            "shared_buffers", "256MB",
            "timezone", "UTC",
            "log_timezone", "UTC",
            // Compiling a plan costs more than running it for an ERP's short statements.
            "jit", "off");

    private final Path directory;
    private final Unprivileged user;
    private final FolderLock lock;
    private final boolean durable;
    private final int port;
    private final String password;
    private final long pid;

    private EmbeddedPostgres(Path directory, int port, boolean durable, Unprivileged user, FolderLock lock) {
        this.directory = directory;
        this.user = user;
        this.lock = lock;
        this.durable = durable;
        this.password = createPassword();
        endLeftOver(user, directory);
        initialise();
        this.port = startServer(port);
        this.pid = postmaster(directory).orElseThrow().pid();
    }

    /**
     * Starts a server and returns when it answers.
     *
     * @param dataDirectory where its data are, or will be
     * @param port          where it listens, or 0 for any free port
     * @param durable       true: a commit that was answered survives the loss of power. False, for tests: nothing waits for the disk
     * @throws IllegalStateException where it does not start, with the last lines of its log, or where the directory is in use
     */
    public static EmbeddedPostgres start(Path dataDirectory, int port, boolean durable) {
        return start(dataDirectory, port, durable, Unprivileged.choose());
    }

    static EmbeddedPostgres start(Path dataDirectory, int port, boolean durable, Unprivileged user) {
        Path directory = dataDirectory.toAbsolutePath().normalize();
        FolderLock lock = FolderLock.take(directory);
        boolean started = false;
        try {
            EmbeddedPostgres server = new EmbeddedPostgres(directory, port, durable, user, lock);
            started = true;
            return server;
        } finally {
            if (!started) {
                lock.close();
            }
        }
    }

    /** Ends a server whose caller was killed; no error where there is none. */
    public static void endLeftOver(Path dataDirectory) {
        endLeftOver(Unprivileged.choose(), dataDirectory.toAbsolutePath().normalize());
    }

    /** The superuser's JDBC URL of the database {@code postgres}, with name and password. */
    public String jdbcUrl() {
        return jdbcUrl("postgres");
    }

    /** The superuser's JDBC URL of a database, with name and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s".formatted(port, database, SUPERUSER, password);
    }

    public String password() {
        return password;
    }

    public int port() {
        return port;
    }

    /** The postmaster's process. */
    public long pid() {
        return pid;
    }

    public Path dataDirectory() {
        return directory;
    }

    /** PostgreSQL's "fast" shutdown: open transactions are rolled back, everything is written. Nothing where it was ended before. */
    @Override
    public void close() {
        if (lock.held()) {
            stop(user, directory);
            lock.close();
        }
    }

    /**
     * Ends all its processes at once with SIGKILL, as a crash would, and returns when they are gone. Its shared memory stays
     * until the next start on the directory, so a test ends with {@link #restart()} and {@link #close()}.
     */
    public void kill() {
        if (lock.held()) {
            kill(directory);
            lock.close();
        }
    }

    /** Starts it again after {@link #close()} or {@link #kill()}: same directory, port and durability, so URLs stay valid. */
    public EmbeddedPostgres restart() {
        return start(directory, port, durable, user);
    }

    private static void kill(Path directory) {
        postmaster(directory).ifPresent(postmaster -> {
            // Stopped, it starts no further process between the look at its children and their end.
            Processes.succeeds(List.of("kill", "-STOP", Long.toString(postmaster.pid())));
            Processes.kill(Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList());
        });
    }

    private static void stop(Unprivileged user, Path directory) {
        if (postmaster(directory).isPresent()) {
            Processes.run(user.command(Programs.postgres().resolve("pg_ctl").toString(), "stop", "-m", "fast", "-w",
                    "-t", Integer.toString(LIMIT_SECONDS), "-D", cluster(directory).toString()), output(directory));
        }
    }

    private static void endLeftOver(Unprivileged user, Path directory) {
        stop(user, directory);
        try {
            // After a crash the number in this file may belong to another program, and PostgreSQL would then not start.
            Files.deleteIfExists(cluster(directory).resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<ProcessHandle> postmaster(Path directory) {
        Path file = cluster(directory).resolve("postmaster.pid");
        try {
            return Files.readAllLines(file).stream().findFirst().map(Long::valueOf).flatMap(ProcessHandle::of)
                    .filter(Processes::running).filter(process -> serves(process, directory));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean serves(ProcessHandle process, Path directory) {
        // Windows tells only the program.
        String expected = Platform.CURRENT == Platform.WINDOWS ? "postgres" : cluster(directory).toString();
        return Processes.commandLine(process).contains(expected);
    }

    private void initialise() {
        if (Files.isDirectory(cluster(directory))) {
            return;
        }
        // A start that was killed half-way leaves an unfinished cluster, and never one that looks finished.
        Path unfinished = directory.resolve("unfinished");
        Processes.deleteTree(unfinished);
        user.handOver(directory);
        List<String> initdb = new ArrayList<>(user.command(Programs.postgres().resolve("initdb").toString(),
                "-D", unfinished.toString(), "-U", SUPERUSER, "--pwfile", directory.resolve("password").toString(),
                "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        if (!durable) {
            initdb.add("--no-sync");
        }
        Processes.run(initdb, output(directory));
        try {
            Files.move(unfinished, cluster(directory), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int startServer(int wanted) {
        keepOneOldLog();
        for (int attempt = 1; ; attempt++) {
            int candidate = wanted == 0 ? Processes.freePort() : wanted;
            try {
                Processes.run(user.command(Programs.postgres().resolve("pg_ctl").toString(), "start", "-w",
                        "-t", Integer.toString(LIMIT_SECONDS), "-D", cluster(directory).toString(),
                        "-l", log(directory).toString(), "-o", "-p " + candidate + settings()), output(directory));
                return candidate;
            } catch (IllegalStateException e) {
                // Somebody may have taken the port since it was found free.
                if (wanted != 0 || attempt == ATTEMPTS_AT_A_FREE_PORT) {
                    throw new IllegalStateException("PostgreSQL does not start on port " + candidate + ":\n"
                            + Processes.tail(log(directory)), e);
                }
            }
        }
    }

    private void keepOneOldLog() {
        try {
            if (Files.exists(log(directory))) {
                Files.move(log(directory), directory.resolve("log.previous"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String settings() {
        String sync = durable ? "on" : "off";
        return Stream.concat(SETTINGS.entrySet().stream(),
                        Map.of("fsync", sync, "synchronous_commit", sync, "full_page_writes", sync).entrySet().stream())
                .map(setting -> " -c " + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining());
    }

    private String createPassword() {
        Path file = directory.resolve("password");
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[24];
                new SecureRandom().nextBytes(random);
                FileAttribute<?>[] ownerOnly = Platform.CURRENT == Platform.WINDOWS ? new FileAttribute<?>[0]
                        : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))};
                Files.createFile(file, ownerOnly);
                Files.writeString(file, HexFormat.of().formatHex(random));
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep a password in " + file, e);
        }
    }

    private static Path cluster(Path directory) {
        return directory.resolve(MAJOR_VERSION);
    }

    /** What the programs around the server print; the log is the server's own, and where the caller is root another user's. */
    private static Path output(Path directory) {
        return directory.resolve("output");
    }

    private static Path log(Path directory) {
        return directory.resolve("log");
    }
}
