package erp.local.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The world outside: takes each key once, as a bank or a mail relay would, and counts how often it was told. */
final class Counter implements AutoCloseable {

    private final Map<UUID, Integer> told = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    Counter() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    /** {@code /<milliseconds it takes>/<key>}. */
    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/");
            told.merge(UUID.fromString(path[2]), 1, Integer::sum);
            Thread.sleep(Long.parseLong(path[1]));
            exchange.sendResponseHeaders(204, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** How often each key came. */
    Map<UUID, Integer> told() {
        return Map.copyOf(told);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
