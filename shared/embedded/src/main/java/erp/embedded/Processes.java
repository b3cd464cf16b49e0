package erp.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What starting and ending servers needs to know about processes, ports and folders. */
public final class Processes {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    private Processes() {
    }

    /** Whether a process still runs. One that has ended but was not yet collected by its parent does not. */
    public static boolean running(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        String status = linux(process.pid(), "stat");
        // "pid (name) state …", and the name may hold anything.
        return status.isEmpty() || status.charAt(status.lastIndexOf(')') + 2) != 'Z';
    }

    /** Whether a process with this number still runs. */
    public static boolean running(long pid) {
        return ProcessHandle.of(pid).filter(Processes::running).isPresent();
    }

    /**
     * Waits until a condition holds.
     *
     * @param what what is waited for, for the error's text
     * @throws IllegalStateException where it does not hold within the limit
     */
    public static void await(String what, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Waited " + limit.toSeconds() + " s in vain for " + what);
            }
            try {
                Thread.sleep(POLL_INTERVAL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for " + what, e);
            }
        }
    }

    /** Ends processes with SIGKILL and waits until they are gone. */
    public static void kill(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
        await("the end of processes " + processes, Duration.ofSeconds(30), () -> processes.stream().noneMatch(Processes::running));
    }

    /** The command line of a process, empty where the machine does not tell. */
    static String commandLine(ProcessHandle process) {
        String linux = linux(process.pid(), "cmdline");
        return linux.isEmpty() ? process.info().commandLine().or(process.info()::command).orElse("") : linux.replace('\0', ' ');
    }

    /** ProcessHandle.Info hides what belongs to another user; /proc does not. */
    private static String linux(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            return "";
        }
    }

    /** A TCP port of the loopback interface that nobody listens on now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port", e);
        }
    }

    /** Deletes a folder with all it holds; no error where there is none. */
    public static void deleteTree(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + folder, e);
        }
    }

    /** Whether a short program ends with 0; false also where it cannot be started. */
    static boolean succeeds(List<String> command) {
        try {
            return waitFor(quiet(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Runs a program to its end.
     *
     * @param log takes what it prints
     * @throws IllegalStateException with the log's last lines where it does not end with 0
     */
    static void run(List<String> command, Path log) {
        try {
            int exit = waitFor(quiet(command).redirectOutput(log.toFile()).start());
            if (exit != 0) {
                throw new IllegalStateException(command + " ended with " + exit + ":\n" + tail(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + command, e);
        }
    }

    /** The last lines of a log, for an error's text. */
    public static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return "(no log at " + log + ")";
        }
    }

    private static ProcessBuilder quiet(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectInput(Platform.CURRENT == Platform.WINDOWS ? new File("NUL") : new File("/dev/null"));
        // Neither the caller's language nor a PGDATA or PGPORT meant for another server may matter.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_") || name.equals("LANG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private static int waitFor(Process process) {
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("Ended after 5 minutes without a result: " + process.info().commandLine().orElse("?"));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a program", e);
        }
    }
}
