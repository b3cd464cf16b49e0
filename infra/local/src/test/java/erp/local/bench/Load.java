package erp.local.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A load from another program for some seconds: pgbench against the database, wrk against the ERP. */
interface Load {

    int UNSENT = 20;

    /** What the program says of itself. */
    record Said(long operations, double perSecond, double p50Millis, double p99Millis) {
    }

    Said run(int seconds) throws IOException, InterruptedException, SQLException;

    /** What has to be there before, and is not measured. */
    default void prepare() throws IOException, SQLException {
    }

    /** pgbench with prepared statements, as the role that the ERP itself uses for such work. */
    static Load pgbench(String script, String role, Ground ground, int clients, Path folder) {
        return seconds -> {
            Path file = folder.resolve(script);
            Files.writeString(file, ground.filled(script));
            String out = run(List.of("pgbench", "-n", "-M", "prepared", "-c", Integer.toString(clients), "-j", "1",
                    "-T", Integer.toString(seconds), "--log", "--log-prefix=" + folder.resolve("pgbench-log"),
                    "-f", file.toString(), "-h", "127.0.0.1",
                    "-p", Integer.toString(ground.installation().postgres().port()), "-U", role, "erp"),
                    Map.of("PGPASSWORD", ground.installation().password(role)));
            if (!out.contains("number of failed transactions: 0 ")) {
                throw new IOException("pgbench failed:\n" + out);
            }
            long[] micros = micros(folder);
            return new Said(micros.length, number(out, "tps = ([\\d.]+)"), micros[micros.length / 2] / 1000d,
                    micros[(int) (micros.length * 0.99)] / 1000d);
        };
    }

    private static long[] micros(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            long[] micros = new long[0];
            for (Path log : files.filter(file -> file.getFileName().toString().startsWith("pgbench-log.")).toList()) {
                micros = Files.readAllLines(log).stream().mapToLong(line -> Long.parseLong(line.split(" ")[2])).sorted().toArray();
                Files.delete(log);
            }
            return micros;
        }
    }

    /** wrk with one thread and as many connections as clients. */
    static Load wrk(String script, Ground ground, String argument, int clients, Path folder) {
        return seconds -> {
            Path file = folder.resolve(script);
            Files.writeString(file, ground.filled(script));
            String out = run(List.of("wrk", "-t1", "-c" + clients, "-d" + seconds + "s", "--latency", "--timeout", "30s",
                    "-s", file.toString(), ground.installation().uri("").toString(), "--", ground.token(), argument), Map.of());
            if (out.contains("Non-2xx") || out.contains("Socket errors") || out.contains("status ")) {
                throw new IOException("wrk was refused:\n" + out.lines().limit(20).toList());
            }
            return new Said(number(out, "(\\d+) requests in").longValue(), number(out, "Requests/sec:\\s+([\\d.]+)"),
                    millis(out, "50%"), millis(out, "99%"));
        };
    }

    /** A load that posts drafts. */
    static Load posting(Ground ground, int clients, LongFunction<Load> from) {
        return new Load() {
            @Override
            public void prepare() throws IOException, SQLException {
                ground.draft();
            }

            @Override
            public Said run(int seconds) throws IOException, InterruptedException, SQLException {
                Said said = from.apply(ground.nextDraft()).run(seconds);
                // wrk ends without waiting for the last answers, and asks its script for some requests that it does not send.
                ground.used(said.operations() + clients + UNSENT);
                return said;
            }
        };
    }

    private static Double number(String text, String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in\n" + text);
        }
        return Double.valueOf(matcher.group(1));
    }

    private static double millis(String out, String percentile) throws IOException {
        Matcher matcher = Pattern.compile("\\s" + percentile + "\\s+([\\d.]+)(us|ms|s)").matcher(out);
        if (!matcher.find()) {
            throw new IOException("no " + percentile + " in\n" + out);
        }
        double value = Double.parseDouble(matcher.group(1));
        return switch (matcher.group(2)) {
            case "us" -> value / 1000;
            case "s" -> value * 1000;
            default -> value;
        };
    }

    private static String run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + out);
        }
        return out;
    }
}
