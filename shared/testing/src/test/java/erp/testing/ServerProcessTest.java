package erp.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.embedded.Processes;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerProcessTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void itIsStartedKilledStartedAgainAndTerminated() {
        int port = Processes.freePort();
        URI address = URI.create("http://127.0.0.1:" + port + "/");
        try (ServerProcess server = ServerProcess.of(SmallServer.class.getName()).argument(Integer.toString(port))
                .property("colour", "red").environment("SHAPE", "round").start()) {
            assertEquals("started red round", server.awaitLine("started", LIMIT));
            server.awaitHttp(address, LIMIT);
            long first = server.pid();
            server.kill();
            assertFalse(server.running());
            assertFalse(Processes.running(first));

            server.start().awaitHttp(address, LIMIT);
            assertNotEquals(first, server.pid());
            assertEquals(128 + 15, server.terminate(LIMIT));
        }
    }

    @Test
    void oneThatEndsIsReportedAtOnceWithWhatItPrinted() {
        try (ServerProcess server = ServerProcess.of(SmallServer.class.getName()).argument("broken").start()) {
            String message = assertThrows(IllegalStateException.class, () -> server.awaitLine("started", LIMIT)).getMessage();
            assertTrue(message.contains("cannot start"), message);
        }
    }
}
