package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What `mvnw` does first: it finds a JDK that is new enough where the default is older, and says one line where there is none. */
@DisabledOnOs(OS.WINDOWS)
class JdkTest {

    private static final Path ROOT = Path.of(System.getProperty("erp.root"));
    private static final Path NEW = Path.of(System.getProperty("java.home"));

    @TempDir
    Path folder;
    private Path old;

    @BeforeEach
    void anOldJdk() throws IOException {
        old = folder.resolve("jdk-17");
        Files.createDirectories(old.resolve("bin"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.12\"\n");
        assertTrue(Files.createFile(old.resolve("bin/javac")).toFile().setExecutable(true));
    }

    @Test
    void anOlderDefaultIsPassedOver() throws IOException, InterruptedException {
        assertEquals(List.of("0", NEW.toRealPath().toString()), lines(". '%s/.mvn/find-jdk.sh'; echo \"$JAVA_HOME\"".formatted(ROOT), NEW));
    }

    @Test
    void whereNoneIsNewEnoughThereIsOneLine() throws IOException, InterruptedException {
        Path script = folder.resolve("find-jdk.sh");
        Files.writeString(script, Files.readString(ROOT.resolve(".mvn/find-jdk.sh")).replace("need=25", "need=99"));
        List<String> lines = lines(". '%s'; echo not reached".formatted(script), NEW);
        assertEquals("1", lines.getFirst());
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.getLast().startsWith("This project needs a JDK 99 or newer, and none was found"), lines::toString);
    }

    @Test
    void theWrapperBeginsWithIt() throws IOException {
        String wrapper = Files.readString(ROOT.resolve("mvnw"));
        assertTrue(wrapper.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).findFirst().orElseThrow()
                .endsWith("/.mvn/find-jdk.sh\""));
    }

    /** The exit code of a shell whose JAVA_HOME is the old JDK and whose PATH has the given one, and what it printed. */
    private List<String> lines(String command, Path jdk) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true);
        shell.environment().put("JAVA_HOME", old.toString());
        shell.environment().put("PATH", jdk.resolve("bin") + ":" + System.getenv("PATH"));
        Process process = shell.start();
        List<String> printed = new String(process.getInputStream().readAllBytes()).lines().toList();
        return Stream.concat(Stream.of(Integer.toString(process.waitFor())), printed.stream()).toList();
    }
}
