package erp.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.embedded.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TestServersTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void twoTestProcessesOfABuildGetTheSameServersAndTheyEndWithTheBuild() throws IOException {
        try (ServerProcess build = startBuild()) {
            List<String> answers = build.lines().stream().filter(line -> line.startsWith("servers ")).toList();
            assertEquals(2, answers.size());
            assertEquals(1, answers.stream().map(line -> line.split(" own ")[0]).distinct().count(), answers::toString);
            assertEquals(2, answers.stream().map(line -> line.split(" own ")[1]).distinct().count(), answers::toString);
            assertTrue(Processes.running(keeper(build)));
            List<Long> all = processes(build);
            assertTrue(all.size() > 3, all::toString);

            build.kill();

            Processes.await("the end of the servers", LIMIT, () -> all.stream().noneMatch(Processes::running));
            Processes.await("the removal of their data", LIMIT, () -> !Files.exists(directory(build)));
            try (Stream<Path> files = Files.list(directory(build).getParent())) {
                assertEquals(List.of(), files.filter(file -> file.getFileName().toString().contains("-" + build.pid() + "-")).toList());
            }
        }
    }

    @Test
    void whatAKilledKeeperLeavesIsEndedByTheNextBuild() {
        try (ServerProcess build = startBuild()) {
            List<Long> servers = processes(build);
            Processes.kill(List.of(ProcessHandle.of(keeper(build)).orElseThrow()));
            build.kill();
            assertTrue(servers.stream().anyMatch(Processes::running));

            try (ServerProcess next = startBuild()) {
                Processes.await("the end of the servers", LIMIT, () -> servers.stream().noneMatch(Processes::running));
                Processes.await("the removal of their data", LIMIT, () -> !Files.exists(directory(build)));
                assertTrue(Processes.running(keeper(next)));
            }
        }
    }

    @Test
    void anEndedTestProcessLeavesNoDatabase() {
        try (ServerProcess build = startBuild()) {
            Path clients = directory(build).resolve("clients");
            Processes.await("its sign-out", LIMIT, () -> ServersDirectory.clients(directory(build)).isEmpty());
            assertTrue(Files.isDirectory(clients));
            assertTrue(Processes.running(keeper(build)));
        }
    }

    @Test
    void aBuildOfThePastIsNotTakenForAProcessThatGotItsNumber() {
        BuildProcess now = BuildProcess.of(ProcessHandle.current());
        assertTrue(now.running());
        assertFalse(new BuildProcess(now.pid(), now.startedMillis() - 60_000).running());
    }

    private static ServerProcess startBuild() {
        ServerProcess build = ServerProcess.of(ShortLivedBuild.class.getName())
                .property("erp.root", System.getProperty("erp.root", "/")).start();
        build.awaitLine("tests ended", LIMIT);
        return build;
    }

    private static String[] answer(ServerProcess build) {
        return build.lines().stream().filter(line -> line.startsWith("servers ")).findFirst().orElseThrow().split(" ");
    }

    private static long keeper(ServerProcess build) {
        return Long.parseLong(answer(build)[1]);
    }

    private static Path directory(ServerProcess build) {
        return Path.of(answer(build)[4]);
    }

    /** The keeper, the postmaster and its processes, and Redis. */
    private static List<Long> processes(ServerProcess build) {
        long postmaster = number(directory(build).resolve("postgres/18/postmaster.pid"));
        Stream<Long> servers = Stream.of(keeper(build), postmaster, number(directory(build).resolve("redis/pid")));
        return Stream.concat(servers, ProcessHandle.of(postmaster).orElseThrow().descendants().map(ProcessHandle::pid)).toList();
    }

    private static long number(Path file) {
        try {
            return Long.parseLong(Files.readAllLines(file).getFirst());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
