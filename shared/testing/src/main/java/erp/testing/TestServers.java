package erp.testing;

import erp.embedded.EmbeddedRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One PostgreSQL and one Redis for all test processes of a build.
 *
 * <p>The first process that asks starts them, in a {@linkplain TestServersProcess process of their own}, which ends them when
 * the build ends: that is the nearest ancestor of the asking process that is not a shell, so Maven for a forked test process,
 * or the IDE. Builds of other checkouts, and other builds of the same checkout, have servers of their own.
 */
public final class TestServers {

    private static ServersFile current;
    private static String redisUri;

    private TestServers() {
    }

    /** The superuser's JDBC URL of a database of the build's PostgreSQL, with name and password. */
    public static String jdbcUrl(String database) {
        return servers().postgresUrl(database);
    }

    /**
     * The build's Redis with a logical database of this test process alone, empty at first:
     * {@code redis://127.0.0.1:<port>/<number>}. Keys need no prefix.
     */
    public static synchronized String redisUri() {
        if (redisUri == null) {
            redisUri = "redis://127.0.0.1:" + servers().redisPort() + "/" + takeRedisDatabase(servers().redisPort());
        }
        return redisUri;
    }

    static synchronized ServersFile servers() {
        if (current == null) {
            current = ServersDirectory.ofThisBuild().startOrJoin();
        }
        return current;
    }

    /** Database 0 counts; the others are given out in turn. A number comes round again only after a thousand processes. */
    private static int takeRedisDatabase(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            int count = Integer.parseInt(ask(socket, answers, "INCR processes").substring(1));
            int database = 1 + (count - 1) % (EmbeddedRedis.DATABASES - 1);
            ask(socket, answers, "SELECT " + database);
            ask(socket, answers, "FLUSHDB");
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException("The build's Redis does not answer on port " + port, e);
        }
    }

    private static String ask(Socket socket, BufferedReader answers, String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        String answer = answers.readLine();
        if (answer == null || answer.startsWith("-")) {
            throw new IOException(command + " was answered with " + answer);
        }
        return answer;
    }
}
