package erp.image;

import erp.database.Schema;
import erp.embedded.EmbeddedPostgres;
import erp.embedded.EmbeddedRedis;
import erp.embedded.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Trains the cache of loaded and linked classes (AOT cache, JEP 483 and 514) that all images share: starts the library as a function
 * would be started, on real servers, asks it what a cluster would ask, and ends it, whereupon Java writes the cache. A cache belongs to
 * the runtime, the dependencies and the library it was trained with, by their bytes; it is kept below that key, because two trainings do
 * not give the same bytes and images must.
 */
public final class Train {

    /** Jib gives all files this time, and the cache holds for jars of just this time. */
    private static final FileTime TIME = FileTime.from(Instant.ofEpochSecond(1));
    private static final int ROUNDS = 20;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Path target;
    private final List<Path> jars;

    private Train(Path target) throws IOException {
        this.target = target;
        this.jars = Layers.jars(target.resolve("app/libs"));
    }

    /**
     * @param args the directory with {@code runtime} and {@code app/libs}, which gets {@code app/erp.aot}
     */
    public static void main(String[] args) throws IOException, SQLException {
        Train train = new Train(Path.of(args[0]).toAbsolutePath());
        Path kept = Path.of(System.getProperty("images.caches", System.getProperty("user.home") + "/.cache/erp-aot"))
                .resolve(train.key() + ".aot");
        if (!Files.exists(kept)) {
            Files.createDirectories(kept.getParent());
            Path draft = Files.createTempFile(kept.getParent(), "draft", ".aot");
            train.train(draft);
            Files.move(draft, kept, StandardCopyOption.ATOMIC_MOVE);
        }
        // A link, because Jib takes a file of the same place, time and length for the same file.
        Path link = train.target.resolve("app/erp.aot");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, kept);
        System.out.printf("AOT cache %s, %,d kB%n", kept.getFileName(), Files.size(kept) / 1000);
    }

    private String key() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Files.readAllBytes(target.resolve("runtime/lib/modules")));
            digest.update(Layers.options(jars).getBytes());
            for (Path jar : jars) {
                digest.update(Files.readAllBytes(jar));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void train(Path cache) throws IOException, SQLException {
        Path work = Files.createTempDirectory("erp-training");
        Path libs = Files.createDirectory(work.resolve("libs"));
        for (Path jar : jars) {
            Files.setLastModifiedTime(Files.copy(jar, libs.resolve(jar.getFileName())), TIME);
        }
        Path log = work.resolve("log");
        int port = Processes.freePort();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(work.resolve("postgres"), 0, false);
                EmbeddedRedis redis = EmbeddedRedis.start(work.resolve("redis"), 0, false)) {
            Schema.bootstrap(postgres.jdbcUrl(), Schema.ROLES.stream().collect(Collectors.toMap(role -> role, role -> role)));
            String url = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres";
            Schema.migrate(url, "erp_migrate", "erp_migrate");
            Process process = start(cache, work, Map.of("MICRONAUT_SERVER_PORT", Integer.toString(port), "REDIS_URI", redis.uri(),
                    "DATASOURCES_COMMAND_URL", url, "DATASOURCES_COMMAND_PASSWORD", "erp_command",
                    "DATASOURCES_QUERY_URL", url, "DATASOURCES_QUERY_PASSWORD", "erp_query", "DATASOURCES_TASK_PASSWORD", "erp_task",
                    "ERP_SECURITY_KEYS", work.resolve("keys").toString(), "ERP_SECURITY_CREATE_KEYS", "true"));
            try {
                for (int i = 0; i < ROUNDS; i++) {
                    ask(URI.create("http://127.0.0.1:" + port));
                }
            } finally {
                // Java writes the cache when it is asked to end.
                process.destroy();
                process.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
            }
        } catch (RuntimeException failed) {
            throw new IllegalStateException("The training has failed: " + Processes.tail(log), failed);
        }
        Processes.deleteTree(work);
    }

    private Process start(Path cache, Path work, Map<String, String> environment) throws IOException {
        String options = Layers.options(jars).replace("-XX:AOTCache=" + Layers.CACHE, "-XX:AOTCacheOutput=" + cache)
                .replace(Layers.LIBS, work.resolve("libs") + "/");
        ProcessBuilder builder = new ProcessBuilder(target.resolve("runtime/bin/java").toString(),
                "@" + Files.writeString(work.resolve("options"), options), "erp.Main");
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true).redirectOutput(work.resolve("log").toFile()).start();
    }

    /** What a cluster asks all the time. A failed start writes a cache as well, one that does not help: so every answer must be good. */
    private static void ask(URI server) {
        for (String path : List.of("/health/readiness", "/health/liveness", "/prometheus")) {
            Processes.await("an answer of " + path, LIMIT, () -> isOk(server.resolve(path)));
        }
    }

    private static boolean isOk(URI uri) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            try (InputStream body = connection.getInputStream()) {
                body.readAllBytes();
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            }
        } catch (IOException notYet) {
            return false;
        }
    }
}
