package erp.local.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the kernel accounts to processes (Linux). */
public final class Machine {

    private static final long TICK_MILLIS = 10;

    private Machine() {
    }

    /** CPU milliseconds of a process itself. */
    public static long cpuMillis(long pid) {
        String[] stat = stat(pid);
        return stat == null ? 0 : (Long.parseLong(stat[11]) + Long.parseLong(stat[12])) * TICK_MILLIS;
    }

    /** CPU milliseconds of a process and of all its children, those included that have ended. */
    public static long treeCpuMillis(long pid) {
        String[] stat = stat(pid);
        long ended = (Long.parseLong(stat[13]) + Long.parseLong(stat[14])) * TICK_MILLIS;
        return cpuMillis(pid) + ended + ProcessHandle.of(pid).orElseThrow().descendants().mapToLong(child -> cpuMillis(child.pid())).sum();
    }

    /** Resident memory of a process in MB. */
    public static long memoryMb(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum() / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it is, for the table of results. */
    public static String name() throws IOException {
        String cpu;
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            cpu = lines.filter(line -> line.startsWith("model name")).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 2)).orElse("");
        }
        return "%d cores of %s, %s %s, JDK %s".formatted(Runtime.getRuntime().availableProcessors(), cpu, System.getProperty("os.name"),
                System.getProperty("os.version"), System.getProperty("java.version"));
    }

    /** The fields behind the name; null where the process has just ended. */
    private static String[] stat(long pid) {
        try {
            String text = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return text.substring(text.lastIndexOf(')') + 2).split(" ");
        } catch (IOException ended) {
            return null;
        }
    }
}
