package erp.testing;

import erp.embedded.EmbeddedPostgres;
import erp.embedded.EmbeddedRedis;
import erp.embedded.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps the servers of one build: starts them, and ends them and itself when the build's process has ended, or when no test
 * process has used them for ten minutes (an IDE does not end).
 */
final class TestServersProcess {

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);
    private static final Duration IDLE_LIMIT = Duration.ofMinutes(10);

    private final ServersDirectory directory;
    private final Path data;
    private final Thread end = new Thread(this::end);
    private EmbeddedPostgres postgres;
    private EmbeddedRedis redis;
    private long lastUseNanos = System.nanoTime();

    private TestServersProcess(ServersDirectory directory) {
        this.directory = directory;
        this.data = directory.data(ProcessHandle.current().pid());
    }

    /** How to start it. It inherits nothing of its starter that would keep a build waiting for its end. */
    static ProcessBuilder command(ServersDirectory directory) {
        // Surefire's own class path is a jar that lasts only as long as its test process.
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
                "-cp", classPath, TestServersProcess.class.getName(),
                directory.folder().toString(), directory.build(),
                Long.toString(directory.owner().pid()), Long.toString(directory.owner().startedMillis()))
                .redirectErrorStream(true).redirectOutput(directory.log().toFile());
    }

    /** Arguments: the folder, the build, and the owner's number and start; called by {@link ServersDirectory} under its lock. */
    public static void main(String[] args) throws IOException, InterruptedException {
        new TestServersProcess(new ServersDirectory(Path.of(args[0]), args[1],
                new BuildProcess(Long.parseLong(args[2]), Long.parseLong(args[3])))).run();
    }

    private void run() throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(end);
        Files.createDirectories(data.resolve("clients"));
        // Not durable: tests lose nothing with the power, and need not wait for the disk.
        CompletableFuture<EmbeddedRedis> starting =
                CompletableFuture.supplyAsync(() -> EmbeddedRedis.start(data.resolve("redis"), 0, false));
        postgres = EmbeddedPostgres.start(data.resolve("postgres"), 0, false);
        redis = starting.join();
        new ServersFile(ProcessHandle.current().pid(), data, postgres.port(), postgres.password(), redis.port())
                .write(directory.file());
        sweep();
        while (needed()) {
            Thread.sleep(LOOK_INTERVAL);
        }
    }

    private void sweep() {
        try {
            directory.sweep();
        } catch (UncheckedIOException | IllegalStateException e) {
            // What another build has left must not end this one; the next one tries again.
            e.printStackTrace();
        }
    }

    /** False when the build has ended, or after a long time without a test process; then nobody finds the servers any more. */
    private boolean needed() {
        if (!directory.owner().running()) {
            return false;
        }
        signOutTheDead();
        return System.nanoTime() - lastUseNanos < IDLE_LIMIT.toNanos() || directory.locked(() -> {
            boolean used = !ServersDirectory.clients(data).isEmpty();
            if (!used) {
                forget();
            }
            return used;
        });
    }

    private void signOutTheDead() {
        List<Long> clients = ServersDirectory.clients(data);
        for (long client : clients) {
            if (!Processes.running(client)) {
                dropDatabases(client);
                delete(data.resolve("clients").resolve(Long.toString(client)));
            }
        }
        if (!clients.isEmpty()) {
            lastUseNanos = System.nanoTime();
        }
    }

    /** A build of seventy modules would otherwise hold seventy databases at its end. */
    private void dropDatabases(long client) {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl()); Statement statement = connection.createStatement()) {
            List<String> names = new ArrayList<>();
            try (ResultSet found = statement.executeQuery(
                    "SELECT quote_ident(datname) FROM pg_database WHERE datname LIKE '%\\_" + client + "'")) {
                while (found.next()) {
                    names.add(found.getString(1));
                }
            }
            for (String name : names) {
                statement.execute("DROP DATABASE " + name + " WITH (FORCE)");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot drop the databases of the ended process " + client, e);
        }
    }

    /** Runs whatever ends the process: the build's end, a signal, or an error. */
    private void end() {
        forget();
        if (redis != null) {
            redis.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        Processes.deleteTree(data);
        if (!directory.owner().running()) {
            delete(directory.log());
        }
    }

    private void forget() {
        ServersFile.read(directory.file()).filter(file -> file.pid() == ProcessHandle.current().pid())
                .ifPresent(file -> delete(directory.file()));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
