package erp.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that place orders and read the list of orders in turn, at a fixed rate whatever comes back, half of them on kept connections
 * and half on new ones. Commands come line by line: {@code rate 40}, {@code report}, {@code end}; each is answered by one line of JSON.
 *
 * <p>With {@code retry}, what failed is sent again under its key until it succeeds: there must be one effect for each key.
 */
public final class Load {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_AT_ONCE = 500;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(60);

    static {
        // What fails is to be seen, and connections are to be new where they are meant to be.
        System.setProperty("jdk.httpclient.disableRetryConnect", "true");
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "connection,host");
    }

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);
    private final Map<String, AtomicLong> failures = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Long> micros = new ConcurrentLinkedQueue<>();
    private final Map<String, String> orders = new ConcurrentHashMap<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong retried = new AtomicLong();
    private final Session session;
    private final boolean retry;
    private final String order;
    private volatile double rate;
    private volatile boolean ending;

    private Load(URI server, String login, String password, int company, boolean retry) throws IOException, InterruptedException {
        this.retry = retry;
        session = new Session(client, server, login, password, company);
        String partner = session.get("/api/v1/partners?limit=1&filter=customer%20eq%20true").at("/items/0/id").asText();
        String product = session.get("/api/v1/products?limit=1").at("/items/0/id").asText();
        order = "{\"partnerId\": \"%s\", \"customerReference\": \"%%s\", \"lines\": [{\"productId\": \"%s\", \"quantity\": \"1\"}]}"
                .formatted(partner, product);
    }

    /** Takes the server, a login, its password, a company, and perhaps {@code retry}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Load load = new Load(URI.create(args[0]), args[1], args[2], Integer.parseInt(args[3]), args.length > 4);
        Thread pacer = Thread.ofPlatform().start(load::pace);
        try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in))) {
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                String[] words = command.split(" ");
                if (words[0].equals("rate")) {
                    load.rate = Double.parseDouble(words[1]);
                }
                if (words[0].equals("end")) {
                    break;
                }
                System.out.println(load.report());
            }
        }
        load.ending = true;
        pacer.join();
        load.threads.close();
        System.out.println(load.report());
    }

    private void pace() {
        long next = System.nanoTime();
        for (long number = 0; !ending; number++) {
            if (rate == 0) {
                LockSupport.parkNanos(1_000_000);
                next = System.nanoTime();
                continue;
            }
            next += (long) (1e9 / rate);
            LockSupport.parkNanos(next - System.nanoTime());
            long turn = number;
            free.acquireUninterruptibly();
            threads.execute(() -> {
                try {
                    send(turn % 2 == 0, turn % 4 < 2);
                } finally {
                    free.release();
                }
            });
        }
    }

    private void send(boolean write, boolean kept) {
        String key = UUID.randomUUID().toString();
        sent.incrementAndGet();
        long begin = System.nanoTime();
        String failure = attempt(write, kept, key);
        while (failure != null && retry && System.nanoTime() - begin < GIVEN_UP_AFTER.toNanos()) {
            retried.incrementAndGet();
            LockSupport.parkNanos(200_000_000);
            failure = attempt(write, kept, key);
        }
        if (failure != null) {
            failures.computeIfAbsent(failure, _ -> new AtomicLong()).incrementAndGet();
        }
        micros.add((System.nanoTime() - begin) / 1000);
    }

    /** Sends it once; returns why it failed, or nothing. */
    private String attempt(boolean write, boolean kept, String key) {
        try {
            HttpRequest.Builder request = session.request(write ? "/api/v1/sales-orders" : "/api/v1/sales-orders?limit=5").timeout(TIMEOUT);
            if (!kept) {
                request.header("Connection", "close");
            }
            if (write) {
                request.header("Idempotency-Key", key).header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(order.formatted(key)));
            }
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != (write ? 201 : 200)) {
                return answer.statusCode() + " " + answer.body().lines().findFirst().orElse("");
            }
            if (write) {
                orders.put(key, JSON.readTree(answer.body()).get("id").asText());
            }
            return null;
        } catch (IOException e) {
            return e.getClass().getSimpleName() + " " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private String report() throws IOException {
        List<Long> sorted = new ArrayList<>(micros);
        sorted.sort(null);
        Set<String> distinct = new HashSet<>(orders.values());
        long failed = failures.values().stream().mapToLong(AtomicLong::get).sum();
        return JSON.writeValueAsString(new TreeMap<>(Map.of("sent", sent.get(), "answered", sorted.size(), "retried", retried.get(),
                "orders", orders.size(), "distinctOrders", distinct.size(), "failed", failed, "failures", failures,
                "p50", at(sorted, 0.5), "p99", at(sorted, 0.99), "most", at(sorted, 1))));
    }

    /** Milliseconds. */
    private static double at(List<Long> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(share * sorted.size()) - 1) / 1000d;
    }
}
