package erp.local;

import erp.embedded.EmbeddedPostgres;
import erp.embedded.EmbeddedRedis;
import erp.embedded.Processes;
import erp.testing.ServerProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.api.sync.RedisServerCommands;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What background tasks need, with nothing else in it: PostgreSQL, Redis, and processes of theirs that can be killed or measured alone. */
public final class TaskInstallation implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Map<String, Object> settings;
    private final StartArchive archive;
    private final StartArchive dispatcher;
    private EmbeddedPostgres postgres;
    private EmbeddedRedis redis;
    private final AofTail tail;
    private int nextPort;

    private TaskInstallation(Path folder, EmbeddedPostgres postgres, EmbeddedRedis redis) throws IOException, SQLException {
        this.postgres = postgres;
        this.redis = redis;
        this.tail = new AofTail(redis.dataDirectory());
        this.nextPort = redis.port() + 1;
        // A command that is interrupted leaves nothing running.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        Secrets secrets = Secrets.of(folder);
        settings = Settings.of(Database.prepare(postgres, secrets), secrets, redis, redis, folder, -1);
        // Settings for all functions in one process are not those of a pod.
        settings.keySet().removeIf(name -> name.endsWith(".maximum-pool-size") || name.equals("erp.tasks.slots"));
        archive = StartArchive.in(folder.resolve("worker"), path -> !path.toString().contains("/functions/"));
        dispatcher = StartArchive.in(folder.resolve("dispatcher"), path -> path.toString().contains("/functions/platform/dispatch-tasks/"));
    }

    /**
     * Starts the servers, both durable.
     *
     * @param database an empty folder for PostgreSQL alone, which may run as another user
     * @param folder   an empty folder for everything else
     */
    public static TaskInstallation start(Path database, Path folder) throws IOException, SQLException {
        int databasePort = Installation.port(Installation.PORTS_FROM);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(database, databasePort, true);
        EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"), Installation.port(databasePort + 1), true);
        return new TaskInstallation(folder, postgres, redis);
    }

    /** A process that runs the tasks whose handlers are among the tests, configured as a pod is; not started yet. */
    public ServerProcess worker() {
        return process(archive.classPath()).property("erp.tasks.work", "true");
    }

    /** A process of {@code dispatch-tasks}, not started yet. */
    public ServerProcess dispatcher() {
        return process(archive.classPath() + File.pathSeparator + dispatcher.classPath()).property("erp.tasks.work", "false");
    }

    private ServerProcess process(String classPath) {
        ServerProcess process = ServerProcess.of("erp.Main").classPath(classPath).jvmOption("-Duser.timezone=UTC")
                .environment("ERP_LOG_LEVEL", "warn");
        settings.forEach((name, value) -> process.property(name, value.toString()));
        return process.jvmOption(Files.exists(archive.archive()) ? archive.using() : archive.writing());
    }

    /** A free port for a process that keeps it when it is started again. */
    public int port() {
        int port = Installation.port(nextPort);
        nextPort = port + 1;
        return port;
    }

    /** What processes of this installation are configured with besides what is the same for all. */
    public Map<String, Object> settings() {
        return Map.copyOf(settings);
    }

    public EmbeddedPostgres postgres() {
        return postgres;
    }

    public EmbeddedRedis redis() {
        return redis;
    }

    /** Runs SQL as the superuser. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = superuser(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The superuser, whom no company's limits bind. */
    public Connection superuser() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl("erp"));
    }

    /** PostgreSQL's "immediate" shutdown: all is dropped where it stands, as in a crash; returns when it has recovered. */
    public void crashPostgres() {
        long pid = postgres.pid();
        signal("QUIT", pid);
        Processes.await("the end of PostgreSQL", LIMIT, () -> !Processes.running(pid));
        postgres.close();
        postgres = postgres.restart();
    }

    /** Redis loses everything. */
    public void flushRedis() {
        redis(RedisServerCommands::flushall);
    }

    /** Asks Redis something. */
    public <T> T redis(Function<RedisCommands<String, String>, T> question) {
        try (RedisClient client = RedisClient.create(redis.uri()); StatefulRedisConnection<String, String> connection = client.connect()) {
            return question.apply(connection.sync());
        }
    }

    /** SIGKILL for Redis, which then starts again without what it has written in the last second; returns how many bytes those were. */
    public long cutRedis() throws IOException {
        redis.kill();
        long lost = tail.cut();
        redis = redis.restart();
        return lost;
    }

    /** Sends a signal by its name. */
    public static void signal(String name, long pid) {
        try {
            new ProcessBuilder(List.of("kill", "-" + name, Long.toString(pid))).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        tail.close();
        redis.close();
        postgres.close();
    }
}
