package erp.local.taskbench;

import erp.embedded.Processes;
import erp.local.Celery;
import erp.local.TaskInstallation;
import erp.local.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Celery as it is measured, on a Redis with the same settings. */
final class Peer implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final TaskInstallation installation;
    private final Path folder;
    private final Celery celery;
    private final Process worker;
    private int commands;

    Peer(TaskInstallation installation, Path folder) throws IOException {
        this.installation = installation;
        this.folder = folder;
        celery = Celery.in(folder, installation);
        worker = celery.worker();
        flood(200);
    }

    /** What {@link Engine#flood} does. */
    Engine.Flood flood(int count) throws IOException {
        Map<String, Long> before = cpuMillis();
        Path output = folder.resolve("flood" + ++commands);
        Process clerk = celery.start(output, "flood", Integer.toString(count));
        clerk.onExit().join();
        awaitDone();
        double seconds = System.currentTimeMillis() / 1000.0 - Double.parseDouble(Files.readString(output).strip());
        return Engine.Flood.of(count, seconds, before, cpuMillis());
    }

    /** How long tasks waited until they were begun, in milliseconds, sorted. */
    double[] waits(int perSecond, int seconds) throws IOException {
        celery.start(folder.resolve("trickle" + ++commands), "trickle", Integer.toString(perSecond * seconds), Integer.toString(perSecond))
                .onExit().join();
        awaitDone();
        try (Stream<Path> files = Files.list(folder)) {
            List<Double> waits = new ArrayList<>();
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("waits.")).toList()) {
                Files.readAllLines(file).forEach(line -> waits.add(Double.valueOf(line)));
                Files.delete(file);
            }
            return waits.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        }
    }

    private void awaitDone() {
        Processes.await("Celery's last task", LIMIT, () -> {
            long[] messages = celery.messages();
            return messages[0] + messages[1] == 0;
        });
    }

    private Map<String, Long> cpuMillis() {
        return Map.of("workers", Machine.treeCpuMillis(worker.pid()), "Redis", Machine.cpuMillis(installation.redis().pid()));
    }

    @Override
    public void close() {
        Celery.kill(worker);
    }
}
