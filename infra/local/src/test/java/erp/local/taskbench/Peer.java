package erp.local.taskbench;

import erp.embedded.Processes;
import erp.local.Celery;
import erp.local.TaskInstallation;
import erp.local.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        long cpu = cpuMillis();
        Path output = folder.resolve("flood" + ++commands);
        Process clerk = celery.start(output, "flood", Integer.toString(count));
        clerk.onExit().join();
        awaitDone();
        double seconds = System.currentTimeMillis() / 1000.0 - Double.parseDouble(Files.readString(output).strip());
        return new Engine.Flood(count / seconds, (cpuMillis() - cpu) / (double) count);
    }

    /** How long tasks waited until they were begun, in milliseconds, sorted. */
    double[] waits(int perSecond, int seconds) throws IOException {
        celery.start(folder.resolve("trickle" + ++commands), "trickle", Integer.toString(perSecond * seconds), Integer.toString(perSecond))
                .onExit().join();
        awaitDone();
        try (Stream<Path> files = Files.list(folder)) {
            double[] waits = new double[0];
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("waits.")).toList()) {
                waits = Stream.concat(java.util.Arrays.stream(waits).boxed(), Files.readAllLines(file).stream().map(Double::valueOf))
                        .mapToDouble(Double::doubleValue).toArray();
                Files.delete(file);
            }
            java.util.Arrays.sort(waits);
            return waits;
        }
    }

    private void awaitDone() {
        Processes.await("Celery's last task", LIMIT, () -> {
            long[] messages = celery.messages();
            return messages[0] + messages[1] == 0;
        });
    }

    private long cpuMillis() {
        return Machine.treeCpuMillis(worker.pid()) + Machine.cpuMillis(installation.redis().pid());
    }

    @Override
    public void close() {
        Celery.kill(worker);
    }
}
