package erp.testing;

import erp.embedded.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Java program in a process of its own, for tests that kill it: {@code ServerProcess.of("erp.local.Main").property("a", "b")
 * .start()}, wait for a line or for HTTP 200, {@link #kill()}, {@link #start()} again. It is killed when the test process ends.
 */
public final class ServerProcess implements AutoCloseable {

    private static final int LINES_KEPT = 500;
    private static final Duration HTTP_LIMIT = Duration.ofSeconds(2);

    private final String mainClass;
    private final List<String> jvmOptions = new ArrayList<>(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-Xshare:auto", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Deque<String> lines = new ArrayDeque<>();
    private final Thread killer = new Thread(this::kill);
    private String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    private Process process;
    private Thread reader;

    private ServerProcess(String mainClass) {
        this.mainClass = mainClass;
    }

    /** A program of this test's class path. */
    public static ServerProcess of(String mainClass) {
        return new ServerProcess(mainClass);
    }

    public ServerProcess property(String name, String value) {
        return jvmOption("-D" + name + "=" + value);
    }

    public ServerProcess jvmOption(String option) {
        jvmOptions.add(option);
        return this;
    }

    public ServerProcess environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public ServerProcess argument(String argument) {
        arguments.add(argument);
        return this;
    }

    /** Another class path than this test's. */
    public ServerProcess classPath(String other) {
        classPath = other;
        return this;
    }

    /** Starts it, for the first time or again, and does not wait. */
    public ServerProcess start() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException(mainClass + " is running");
        }
        if (process == null) {
            Runtime.getRuntime().addShutdownHook(killer);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        synchronized (lines) {
            lines.clear();
        }
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + mainClass, e);
        }
        Process started = process;
        reader = Thread.ofPlatform().daemon().start(() -> read(started));
        return this;
    }

    /** Waits for a line that contains a text, and returns it. */
    public String awaitLine(String text, Duration limit) {
        await("a line with '" + text + "'", limit, () -> line(text).isPresent());
        return line(text).orElseThrow();
    }

    /** Waits until a GET of an address is answered with 200. */
    public ServerProcess awaitHttp(URI address, Duration limit) {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(HTTP_LIMIT).build()) {
            HttpRequest request = HttpRequest.newBuilder(address).timeout(HTTP_LIMIT).build();
            await("200 from " + address, limit, () -> answers(client, request));
        }
        return this;
    }

    /** SIGKILL: as a crash would; returns when it is gone. No error where it does not run. */
    public void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** SIGTERM: as a deployment would; returns its exit code when it is gone. */
    public int terminate(Duration limit) {
        process.destroy();
        Processes.await("the end of " + mainClass, limit, () -> !process.isAlive());
        return process.exitValue();
    }

    /** Waits until it has ended by itself and all its lines are here; returns its exit code. */
    public int awaitEnd(Duration limit) {
        // Its output may end a moment before it does.
        Processes.await("the end of " + mainClass, limit, () -> !process.isAlive() && !reader.isAlive());
        return process.exitValue();
    }

    public boolean running() {
        return process != null && process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** The last lines it has printed since its last start, at most 500. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** Kills it, if it runs. */
    @Override
    public void close() {
        kill();
        if (process != null) {
            Runtime.getRuntime().removeShutdownHook(killer);
            process = null;
        }
    }

    private void await(String what, Duration limit, java.util.function.BooleanSupplier condition) {
        try {
            // Once its reader has ended, the process has, and all its lines are here.
            Processes.await(what, limit, () -> condition.getAsBoolean() || !reader.isAlive());
        } catch (IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + "; it printed:\n" + String.join("\n", lines()), e);
        }
        if (!condition.getAsBoolean()) {
            throw new IllegalStateException(mainClass + " ended before " + what + "; it printed:\n"
                    + String.join("\n", lines()));
        }
    }

    private Optional<String> line(String text) {
        return lines().stream().filter(line -> line.contains(text)).findFirst();
    }

    private static boolean answers(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void read(Process started) {
        try (BufferedReader output = new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                synchronized (lines) {
                    lines.addLast(line);
                    if (lines.size() > LINES_KEPT) {
                        lines.removeFirst();
                    }
                }
            }
        } catch (IOException e) {
            // The process was killed while it was printing; what it printed before is kept.
            return;
        }
    }
}
