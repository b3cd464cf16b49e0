package erp.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another Java process that starts a server and then waits to be killed. */
final class ForeignCaller {

    private ForeignCaller() {
    }

    static Process start(Path directory) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ForeignCaller.class.getName(), directory.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** The process of the server it has started. */
    static long pid(Process caller) throws IOException {
        return Long.parseLong(new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII)).readLine());
    }

    public static void main(String[] args) throws IOException {
        System.out.println(EmbeddedPostgres.start(Path.of(args[0]), 0, false).pid());
        System.in.read();
    }
}
