package erp.local.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A load from another program for some seconds: pgbench against the database, wrk against the ERP. */
interface Load {

    /** What the program says of itself. */
    record Said(long operations, double perSecond, double p50Millis, double p99Millis) {
    }

    Said run(int seconds) throws IOException, InterruptedException;

    /** pgbench with prepared statements. */
    static Load pgbench(String script, Erp erp, Map<String, String> values, int clients, Path folder) {
        return seconds -> {
            String text = resource(script);
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("@" + value.getKey() + "@", value.getValue());
            }
            Path file = folder.resolve(script);
            Files.writeString(file, text);
            Path log = folder.resolve("pgbench-log");
            List<String> command = List.of("pgbench", "-n", "-M", "prepared", "-c", Integer.toString(clients), "-j", "1", "-T", Integer.toString(seconds),
                    "--log", "--log-prefix=" + log, "-f", file.toString(), "-h", "127.0.0.1", "-p", Integer.toString(erp.postgresPort()), "-U", "erp_command", "erp");
            // Whatever helps the limit is given to it.
            String options = "-c plan_cache_mode=" + System.getProperty("bench.plans", "force_generic_plan");
            String out = run(command, Map.of("PGPASSWORD", erp.commandPassword(), "PGOPTIONS", options));
            if (!out.contains("number of failed transactions: 0 ")) {
                throw new IOException("pgbench failed:\n" + out);
            }
            long[] micros;
            try (var logs = Files.list(folder)) {
                List<Path> files = logs.filter(f -> f.getFileName().toString().startsWith("pgbench-log.")).toList();
                List<Long> times = new ArrayList<>();
                for (Path one : files) {
                    Files.lines(one).forEach(line -> times.add(Long.parseLong(line.split(" ")[2])));
                    Files.delete(one);
                }
                micros = times.stream().mapToLong(Long::longValue).sorted().toArray();
            }
            return new Said(number(out, "number of transactions actually processed: (\\d+)").longValue(), number(out, "tps = ([\\d.]+)"),
                    micros[micros.length / 2] / 1000d, micros[(int) (micros.length * 0.99)] / 1000d);
        };
    }

    /** wrk with one thread and as many connections as clients. */
    static Load wrk(String script, Erp erp, List<String> arguments, int clients, Path folder) {
        return seconds -> {
            Path file = folder.resolve(script);
            Files.writeString(file, resource(script));
            List<String> command = new ArrayList<>(List.of("wrk", "-t1", "-c" + clients, "-d" + seconds + "s", "--latency", "--timeout", "30s",
                    "-s", file.toString(), erp.uri("").toString(), "--", erp.token()));
            command.addAll(arguments);
            String out = run(command, Map.of());
            if (out.contains("Non-2xx") || out.contains("Socket errors") || out.contains("status ")) {
                throw new IOException("wrk was refused:\n" + out.lines().limit(20).toList());
            }
            return new Said(number(out, "(\\d+) requests in").longValue(), number(out, "Requests/sec:\\s+([\\d.]+)"),
                    millis(out, "50%"), millis(out, "99%"));
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

    private static String resource(String name) throws IOException {
        try (var in = Load.class.getResourceAsStream("/bench/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
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
