package erp.local;

import erp.embedded.EmbeddedPostgres;
import erp.embedded.EmbeddedRedis;
import erp.security.Caller;
import erp.security.SigningKeys;
import erp.security.TokenIssuer;
import erp.testing.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The whole ERP as a process of its own beside its own PostgreSQL and Redis, so that each of them can be killed or measured alone. */
public final class Installation implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    static final int PORTS_FROM = 20_000;
    private static final int PORTS_TO = 32_000;

    private final Map<String, Object> settings;
    private final StartArchive archive;
    private final Secrets secrets;
    private final EmbeddedRedis redis;
    private final TokenIssuer issuer;
    private final int port;
    private final List<String> options;
    private EmbeddedPostgres postgres;
    private ServerProcess erp;

    private Installation(Path folder, EmbeddedPostgres postgres, EmbeddedRedis redis, int port, List<String> options)
            throws IOException, SQLException {
        this.options = options;
        this.postgres = postgres;
        this.redis = redis;
        this.port = port;
        secrets = Secrets.of(folder);
        settings = Settings.of(Database.prepare(postgres, secrets), secrets, redis, redis, folder, port);
        settings.put("erp.limits.requests-per-minute", 1_000_000_000);
        Path keys = Path.of(settings.get("erp.security.keys").toString());
        issuer = new TokenIssuer(SigningKeys.create(keys, Clock.systemUTC().instant()), "erp");
        archive = StartArchive.in(folder);
        erp = process(archive.writing()).start();
    }

    /**
     * Starts it.
     *
     * @param database an empty folder for PostgreSQL alone, which may run as another user
     * @param folder   an empty folder for everything else
     * @param options  of the Java virtual machine
     */
    public static Installation start(Path database, Path folder, String... options) throws IOException, SQLException {
        int databasePort = port(PORTS_FROM);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(database, databasePort, true);
        EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"), 0, true);
        Installation installation = new Installation(folder, postgres, redis, port(databasePort + 1), List.of(options));
        installation.awaitReady();
        return installation;
    }

    /**
     * A free port that no outgoing connection gets. While a killed server is away its port is free, and a client that keeps trying to
     * connect to it from a port of the same range could at last meet itself there.
     */
    static int port(int first) {
        for (int candidate = first; candidate < PORTS_TO; candidate++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), candidate));
                return candidate;
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IllegalStateException("No free port from " + first + " to " + PORTS_TO);
    }

    private ServerProcess process(String archiveOption) {
        return process(archive.classPath(), port).jvmOption(archiveOption);
    }

    /** The functions on a class path as a process of their own, configured like the ERP itself. */
    public ServerProcess process(String classPath, int ownPort) {
        ServerProcess process = ServerProcess.of("erp.Main").classPath(classPath).jvmOption("-Duser.timezone=UTC")
                .environment("ERP_LOG_LEVEL", "warn");
        settings.forEach((name, value) -> process.property(name, value.toString()));
        options.forEach(process::jvmOption);
        return process.property("micronaut.server.port", Integer.toString(ownPort));
    }

    /** Ends the first run as a deployment would, which writes the archive that later ones start with, and starts the second. */
    public void startAgain() {
        erp.terminate(START_LIMIT);
        erp.close();
        erp = process(archive.using()).start();
        awaitReady();
    }

    private void awaitReady() {
        erp.awaitHttp(uri("/health/readiness"), START_LIMIT);
    }

    /** SIGKILL for the ERP's process, which is then started again; returns while it starts. */
    void killErp() {
        erp.kill();
        erp.start();
    }

    /** SIGKILL for all of PostgreSQL's processes, which is then started again; returns when it has recovered. */
    void killPostgres() {
        postgres.kill();
        postgres = postgres.restart();
    }

    /** The number of the ERP's process; fails with what it printed where it has ended by itself. */
    public long pid() {
        if (!erp.running()) {
            throw new AssertionError("The ERP has ended by itself; it printed:\n" + printed());
        }
        return erp.pid();
    }

    /** The last lines of the running process. */
    String printed() {
        return String.join("\n", erp.lines());
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** PostgreSQL, as its superuser. */
    public EmbeddedPostgres postgres() {
        return postgres;
    }

    /** The password of one of the four database roles. */
    public String password(String role) {
        return secrets.rolePasswords().get(role);
    }

    /** A token that is good for a quarter of an hour. */
    public String token(Caller caller) {
        return issuer.issue(caller, Clock.systemUTC().instant()).value();
    }

    /** What the ERP is configured with, for looking at its database. */
    Map<String, Object> settings() {
        return settings;
    }

    @Override
    public void close() {
        erp.close();
        redis.close();
        postgres.close();
    }
}
