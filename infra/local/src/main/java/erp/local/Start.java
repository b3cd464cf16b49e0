package erp.local;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The last step of {@code ./mvnw}, inside Maven: starts a Java program on this class path in a process of its own, and ends with it and
 * like it. So Maven has nothing to add to the program's last line, and whatever asks Maven to end has asked the program before.
 */
public final class Start {

    /** Tells the program whose end is its own. */
    static final String STARTER = "erp.starter";

    private Start() {
    }

    /** Takes options for Java, a main class, and its arguments. */
    public static void main(String[] args) throws IOException, InterruptedException, URISyntaxException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath", classPath(), "-D" + STARTER + "=" + ProcessHandle.current().pid()));
        Collections.addAll(command, args);
        Process program = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            program.destroy();
            program.onExit().join();
        }));
        System.exit(program.waitFor());
    }

    private static String classPath() throws URISyntaxException {
        List<String> places = new ArrayList<>();
        for (URL url : ((URLClassLoader) Start.class.getClassLoader()).getURLs()) {
            places.add(Path.of(url.toURI()).toString());
        }
        return String.join(File.pathSeparator, places);
    }
}
