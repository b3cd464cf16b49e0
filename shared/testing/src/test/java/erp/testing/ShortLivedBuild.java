package erp.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Stands in for Maven: forks two test processes at once, lets them print what they got, and waits for its own end. */
final class ShortLivedBuild {

    private ShortLivedBuild() {
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        List<Process> tests = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            // Through a shell, as Surefire does it.
            tests.add(new ProcessBuilder("sh", "-c", "cd / && \"$0\" \"$@\"; true", java, "-XX:TieredStopAtLevel=1",
                    "-Derp.root=" + System.getProperty("erp.root"), "-cp", System.getProperty("java.class.path"),
                    TestProcess.class.getName()).inheritIO().start());
        }
        for (Process test : tests) {
            test.waitFor();
        }
        System.out.println("tests ended");
        System.in.read();
    }

    /** Stands in for one module's tests. */
    static final class TestProcess {

        private TestProcess() {
        }

        public static void main(String[] args) {
            ServersFile servers = TestServers.servers();
            TestDatabase database = TestDatabase.create("short-lived");
            System.out.println("servers " + servers.pid() + " " + servers.postgresPort() + " " + servers.redisPort() + " "
                    + servers.directory() + " own " + TestServers.redisUri() + " " + database.name());
        }
    }
}
