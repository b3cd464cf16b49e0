package erp.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A Redis 6.2 (5.0 on Windows) from a Maven package, on the loopback interface only. Like {@link EmbeddedPostgres} it runs
 * detached from the caller's terminal, and a next start on its directory ends what a killed caller left running.
 *
 * <p>The directory holds {@code redis.conf}, {@code pid}, {@code lock}, {@code log} and, where it is durable, the data.
 */
public final class EmbeddedRedis implements AutoCloseable {

    /** How many logical databases it has: one for each test process of a build. */
    public static final int DATABASES = 1024;

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ATTEMPTS_AT_A_FREE_PORT = 3;

    private final Path directory;
    private final FolderLock lock;
    private final boolean durable;
    private final int port;
    private final ProcessHandle process;

    private EmbeddedRedis(Path directory, int port, boolean durable, FolderLock lock) {
        this.directory = directory;
        this.lock = lock;
        this.durable = durable;
        endLeftOver(directory);
        this.port = startServer(port);
        this.process = process(directory).orElseThrow();
    }

    /**
     * Starts a server and returns when it answers.
     *
     * @param dataDirectory where its data are, or will be
     * @param port          where it listens, or 0 for any free port
     * @param durable       true, for tasks: nothing is evicted, and what was written more than a second ago survives a crash. False, for
     *                      a cache: what is used least is evicted, and nothing is kept
     * @throws IllegalStateException where it does not start, with the last lines of its log, or where the directory is in use
     */
    public static EmbeddedRedis start(Path dataDirectory, int port, boolean durable) {
        Path directory = dataDirectory.toAbsolutePath().normalize();
        FolderLock lock = FolderLock.take(directory);
        boolean started = false;
        try {
            EmbeddedRedis server = new EmbeddedRedis(directory, port, durable, lock);
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
        Path directory = dataDirectory.toAbsolutePath().normalize();
        process(directory).ifPresent(left -> {
            left.destroy();
            Processes.await("the end of the Redis left over in " + directory, LIMIT, () -> !Processes.running(left));
        });
        try {
            Files.deleteIfExists(directory.resolve("pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of its first database, {@code redis://127.0.0.1:<port>}. */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public Path dataDirectory() {
        return directory;
    }

    /** Ends it; where it is durable it first writes everything. Does nothing where it was ended before. */
    @Override
    public void close() {
        if (!lock.held()) {
            return;
        }
        ask(port, "SHUTDOWN");
        Processes.await("the end of Redis", LIMIT, () -> !Processes.running(process));
        lock.close();
    }

    /** Ends it at once with SIGKILL, as a crash would, and returns when it is gone. */
    public void kill() {
        if (!lock.held()) {
            return;
        }
        Processes.kill(List.of(process));
        lock.close();
    }

    /** Starts it again after {@link #close()} or {@link #kill()}: same directory, port and durability. */
    public EmbeddedRedis restart() {
        return start(directory, port, durable);
    }

    private int startServer(int wanted) {
        for (int attempt = 1; ; attempt++) {
            int candidate = wanted == 0 ? Processes.freePort() : wanted;
            launch(candidate);
            if (answers(candidate)) {
                return candidate;
            }
            // Somebody may have taken the port since it was found free.
            if (wanted != 0 || attempt == ATTEMPTS_AT_A_FREE_PORT) {
                throw new IllegalStateException("Redis does not start on port " + candidate + ":\n" + Processes.tail(log()));
            }
        }
    }

    private void launch(int candidate) {
        String program = Programs.redis().toString();
        Path configuration = directory.resolve("redis.conf");
        try {
            Files.deleteIfExists(log());
            Files.writeString(configuration, configuration(candidate));
            if (Platform.CURRENT == Platform.WINDOWS) {
                Process started = new ProcessBuilder(program, configuration.toString())
                        .redirectErrorStream(true).redirectOutput(directory.resolve("output").toFile()).start();
                Files.writeString(directory.resolve("pid"), Long.toString(started.pid()));
            } else {
                Processes.run(List.of(program, configuration.toString()), directory.resolve("output"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start Redis in " + directory, e);
        }
    }

    private String configuration(int candidate) {
        String common = """
                bind 127.0.0.1
                port %d
                dir "%s"
                logfile "%s"
                databases %d
                maxmemory 256mb
                """.formatted(candidate, quoted(directory), quoted(log()), DATABASES);
        String detached = Platform.CURRENT == Platform.WINDOWS ? "" : """
                daemonize yes
                pidfile "%s"
                # Its command line stays the one it was started with, and so tells which directory it serves.
                set-proc-title no
                """.formatted(quoted(directory.resolve("pid")));
        String data = durable ? """
                maxmemory-policy noeviction
                appendonly yes
                appendfsync everysec
                save 900 1
                save 60 10000
                """ : """
                maxmemory-policy allkeys-lru
                appendonly no
                save ""
                """;
        return common + detached + data;
    }

    private static String quoted(Path path) {
        return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** Whether the server comes up; false where it ends instead. It says LOADING while it reads a large directory. */
    private boolean answers(int candidate) {
        boolean[] up = new boolean[1];
        Processes.await("Redis on port " + candidate, LIMIT, () -> {
            up[0] = process(directory).isPresent() && ask(candidate, "PING").equals("+PONG");
            return up[0] || ended();
        });
        return up[0];
    }

    /** Before it has a pid file, only its log tells that a detached Redis gave up. */
    private boolean ended() {
        return process(directory).isEmpty() && Processes.tail(log()).contains("Could not create server TCP listening socket");
    }

    private static Optional<ProcessHandle> process(Path directory) {
        try {
            String pid = Files.readString(directory.resolve("pid")).strip();
            return Optional.of(pid).filter(number -> !number.isEmpty()).map(Long::valueOf).flatMap(ProcessHandle::of)
                    .filter(Processes::running).filter(process -> serves(process, directory));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean serves(ProcessHandle process, Path directory) {
        // Windows tells only the program.
        String expected = Platform.CURRENT == Platform.WINDOWS ? "redis-server" : directory.resolve("redis.conf").toString();
        return Processes.commandLine(process).contains(expected);
    }

    /** One command, one line of answer; empty where nobody answers. */
    private static String ask(int port, String command) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
            return answer == null ? "" : answer;
        } catch (IOException e) {
            return "";
        }
    }

    private Path log() {
        return directory.resolve("log");
    }
}
