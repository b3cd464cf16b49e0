package erp.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisTest {

    @TempDir
    Path directory;

    @Test
    void dataAreThereAfterARestart() throws IOException {
        EmbeddedRedis first = EmbeddedRedis.start(directory, 0, true);
        assertEquals("+OK", ask(first, "SET kept 42"));
        first.close();
        assertFalse(Processes.running(first.pid()));

        try (EmbeddedRedis second = first.restart()) {
            assertEquals("$2", ask(second, "GET kept"));
            assertEquals(first.uri(), second.uri());
        }
    }

    @Test
    void whatIsOlderThanASecondIsThereAfterSigkill() throws IOException {
        EmbeddedRedis first = EmbeddedRedis.start(directory, 0, true);
        assertEquals("+OK", ask(first, "SET kept 42"));
        // The log of writes is handed to the system before the answer: only the system's own end can lose the last second.
        first.kill();
        assertFalse(Processes.running(first.pid()));
        first.close();

        try (EmbeddedRedis second = first.restart()) {
            assertEquals("$2", ask(second, "GET kept"));
        }
    }

    @Test
    void notDurableMeansThatNothingIsKept() throws IOException {
        EmbeddedRedis first = EmbeddedRedis.start(directory, 0, false);
        assertEquals("+OK", ask(first, "SET kept 42"));
        first.close();
        try (EmbeddedRedis second = first.restart()) {
            assertEquals("$-1", ask(second, "GET kept"));
        }
    }

    @Test
    void oneThatWasLeftOverIsEnded() {
        EmbeddedRedis left = EmbeddedRedis.start(directory, 0, false);
        EmbeddedRedis.endLeftOver(directory);
        Processes.await("its end", Duration.ofSeconds(10), () -> !Processes.running(left.pid()));
        left.close();
    }

    @Test
    void twoServersDoNotShareADirectory() {
        EmbeddedRedis server = EmbeddedRedis.start(directory, 0, false);
        try (server) {
            assertThrows(IllegalStateException.class, () -> EmbeddedRedis.start(directory, 0, false));
        }
    }

    @Test
    void aTakenPortIsSaidAtOnce() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            IllegalStateException refused = assertThrows(IllegalStateException.class,
                    () -> EmbeddedRedis.start(directory, other.getLocalPort(), false));
            assertEquals("Redis does not start on port " + other.getLocalPort() + ":", refused.getMessage().lines().findFirst().orElse(""));
        }
    }

    private static String ask(EmbeddedRedis server, String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
        }
    }
}
