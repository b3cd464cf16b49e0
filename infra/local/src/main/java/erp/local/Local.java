package erp.local;

import erp.embedded.EmbeddedPostgres;
import erp.embedded.EmbeddedRedis;
import erp.health.Card;
import erp.local.demo.Demo;
import erp.platform.FirstUser;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;

/**
 * The whole ERP in one process, on PostgreSQL and Redis from Maven packages. What it keeps lies in one directory, and is there again
 * after a restart. Settings are system properties: {@code erp.data}, {@code erp.port}, {@code erp.demo}.
 */
public final class Local {

    private Local() {
    }

    public static void main(String[] args) throws IOException, SQLException, InterruptedException {
        Thread.currentThread().setUncaughtExceptionHandler(new NotStarted());
        Path data = Path.of(System.getProperty("erp.data", "data")).toAbsolutePath().normalize();
        int port = port(System.getProperty("erp.port", "8080"));
        long start = System.nanoTime();
        requireFree(port);
        say("Data are kept in %s", data);
        Secrets secrets = Secrets.of(data);
        CountDownLatch ended = new CountDownLatch(1);
        // First the functions finish what they are doing, then what they stand on goes; also where a later step fails.
        Deque<Runnable> ends = new ConcurrentLinkedDeque<>(List.of(ended::countDown));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ends.forEach(Runnable::run)));
        // Maven may have been killed, and then tells nobody.
        Optional.ofNullable(Long.getLong(Start.STARTER)).flatMap(ProcessHandle::of)
                .ifPresent(starter -> starter.onExit().thenRun(() -> System.exit(1)));
        say("Starting PostgreSQL 18 …");
        EmbeddedPostgres postgres = EmbeddedPostgres.start(data.resolve("postgres"), 0, true);
        ends.addFirst(postgres::close);
        say("Starting Redis …");
        EmbeddedRedis cache = EmbeddedRedis.start(data.resolve("redis"), 0, false);
        ends.addFirst(cache::close);
        EmbeddedRedis tasks = EmbeddedRedis.start(data.resolve("redis-tasks"), 0, true);
        ends.addFirst(tasks::close);
        Database database = Database.prepare(postgres, secrets);
        say("The database is at version %s", database.version());
        say("Starting %d functions …", Card.all().size());
        ApplicationContext context = ApplicationContext.builder().mainClass(Local.class).banner(false)
                .properties(Settings.of(database, secrets, cache, tasks, data, port)).start();
        EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
        ends.addFirst(server::stop);
        boolean fresh = context.getBean(FirstUser.class).create(Secrets.FIRST_LOGIN, secrets.firstPassword(), Locale.GERMAN);
        if (Boolean.getBoolean("erp.demo")) {
            Demo.fill(server.getURI(), Secrets.FIRST_LOGIN, secrets.firstPassword(), data, Local::say);
        }
        say("");
        say("The ERP listens on   http://localhost:%d   (started in %.1f s)", port,
                Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000d);
        say("First login          %s / %s%s", Secrets.FIRST_LOGIN, secrets.firstPassword(), fresh ? "" : "   (unless it has been changed)");
        say("Console              http://localhost:%d/console", port);
        say("API description      http://localhost:%d/api/docs", port);
        say("Ctrl-C ends it.");
        ends.addLast(() -> say("The ERP has ended."));
        ended.await();
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalStateException("-Derp.port=%s is not the number of a port".formatted(text));
        }
        return Integer.parseInt(text);
    }

    /** Found out first: nothing is started and ended again in vain. */
    private static void requireFree(int port) throws IOException {
        try {
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        } catch (BindException taken) {
            throw new IllegalStateException("Port %d is already in use; name another one with -Derp.port".formatted(port));
        }
    }

    private static void say(String text, Object... args) {
        System.out.println(String.format(Locale.ROOT, text, args));
    }
}
