package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import erp.embedded.Processes;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The last step of {@code ./mvnw}, in the real Maven: what a person reads last, and what is left when Maven is ended. The module is
 * this one, with the class path of this test in place of its dependencies, which Maven would have to build.
 */
class MavenTest {

    private static final Path ROOT = Path.of(System.getProperty("erp.root"));
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int TERMINATED = 128 + 15;

    @TempDir
    Path folder;
    private Path data;
    private Path output;

    @BeforeEach
    void module() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "SKIPPED: mvnw is a shell script, and this machine has no /bin/sh");
        data = folder.resolve("data");
        output = folder.resolve("output.txt");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String places = Stream.of(classPath.split(File.pathSeparator))
                .map("<additionalClasspathElement>%s</additionalClasspathElement>"::formatted).collect(Collectors.joining());
        String pom = Files.readString(ROOT.resolve("infra/local/pom.xml"))
                .replaceAll("(?s)<dependencies>.*</dependencies>", "")
                .replace("../../pom.xml", folder.toRealPath().relativize(ROOT.resolve("pom.xml").toRealPath()).toString());
        String start = "<mainClass>erp.local.Start</mainClass>";
        assertTrue(pom.contains(start), pom);
        Files.writeString(folder.resolve("pom.xml"),
                pom.replace(start, start + "<additionalClasspathElements>" + places + "</additionalClasspathElements>"));
    }

    @Test
    void whatKeepsItFromStartingIsTheLastLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process maven = maven(taken.getLocalPort());
            awaitEnd(maven);
            assertEquals(1, maven.exitValue());
            assertEquals("The ERP has not started: Port %d is already in use; name another one with -Derp.port"
                    .formatted(taken.getLocalPort()), lines().getLast(), () -> String.join("\n", lines()));
        }
    }

    @Test
    void whatEndsMavenEndsAllOfIt() throws IOException {
        Process maven = maven(Processes.freePort());
        List<Long> servers = servers(maven);
        maven.destroy();
        awaitEnd(maven);
        assertEquals(TERMINATED, maven.exitValue());
        assertEquals("The ERP has ended.", lines().getLast(), () -> String.join("\n", lines()));
        assertFalse(servers.stream().anyMatch(Processes::running));

        // The directory is free at once. A Maven that is killed can tell nobody.
        Process again = maven(Processes.freePort());
        servers = servers(again);
        again.destroyForcibly();
        awaitLine("The ERP has ended.");
        for (long server : servers) {
            Processes.await("the end of " + server, LIMIT, () -> !Processes.running(server));
        }
    }

    /** The ERP, PostgreSQL and Redis, once they run. */
    private List<Long> servers(Process maven) throws IOException {
        awaitLine("Ctrl-C ends it.");
        List<Long> servers = new ArrayList<>(maven.children().map(ProcessHandle::pid).toList());
        assertEquals(1, servers.size(), servers::toString);
        servers.add(Long.parseLong(Files.readString(data.resolve("redis/pid")).strip()));
        try (var files = Files.walk(data.resolve("postgres"))) {
            Path pid = files.filter(file -> file.endsWith("postmaster.pid")).findFirst().orElseThrow();
            servers.add(Long.parseLong(Files.readAllLines(pid).getFirst()));
        }
        assertTrue(servers.stream().allMatch(Processes::running));
        return servers;
    }

    private Process maven(int port) throws IOException {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("mvnw").toString(), "-B", "-f", folder.resolve("pom.xml").toString(),
                "exec:java@start", "-Derp.data=" + data, "-Derp.port=" + port));
        if (System.getProperty("localRepository") != null) {
            command.add("-Dmaven.repo.local=" + System.getProperty("localRepository"));
        }
        Process maven = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(maven::destroy));
        return maven;
    }

    private void awaitEnd(Process maven) {
        Processes.await("the end of Maven", LIMIT, () -> !maven.isAlive());
    }

    private void awaitLine(String line) {
        Processes.await(line, LIMIT, () -> lines().contains(line));
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
