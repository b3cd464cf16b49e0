package erp.local.bench;

import erp.embedded.Processes;
import erp.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** From the start of a process to its first answer: a placed and confirmed order. */
final class Starts {

    private static final int TIMES = 5;
    private static final int ORDERS = 3000;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Ground ground;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Starts(Ground ground) {
        this.ground = ground;
    }

    /** What one start took, and the memory of its process. */
    private record Start(long millis, long cpuMillis, long idleMb, long busyMb) {

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%,d ms to the first order, %,d ms CPU, %,d MB then, %,d MB after %,d more",
                    millis, cpuMillis, idleMb, busyMb, ORDERS);
        }
    }

    /** The median of some starts of the functions on the class path of a module. */
    String of(Path module) throws IOException {
        String classPath = module.resolve("target/classes").toAbsolutePath().normalize() + ":"
                + Files.readString(module.resolve("target/runtime.classpath"));
        List<Start> starts = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            starts.add(start(classPath));
        }
        starts.sort(Comparator.comparing(Start::millis));
        return starts.get(TIMES / 2).toString();
    }

    private Start start(String classPath) throws IOException {
        int port = Processes.freePort();
        URI orders = URI.create("http://127.0.0.1:" + port + "/api/v1/sales-orders");
        String token = ground.token();
        long begin = System.nanoTime();
        try (ServerProcess process = ground.installation().process(classPath, port).start()) {
            Processes.await("the first order", LIMIT, () -> isPlaced(orders, token));
            long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
            long cpu = Machine.cpuMillis(process.pid());
            long idle = Machine.memoryMb(process.pid());
            for (int i = 0; i < ORDERS; i++) {
                if (!isPlaced(orders, token)) {
                    throw new IOException("an order was not placed");
                }
            }
            return new Start(millis, cpu, idle, Machine.memoryMb(process.pid()));
        }
    }

    private boolean isPlaced(URI orders, String token) {
        String order = """
                {"partnerId": "00000001-0000-7000-8000-000000000001", "confirm": true,
                 "lines": [{"productId": "00000002-0000-7000-8000-000000000001", "quantity": "1"}]}""";
        HttpRequest request = HttpRequest.newBuilder(orders).header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", UUID.randomUUID().toString()).POST(HttpRequest.BodyPublishers.ofString(order)).build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 201;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
