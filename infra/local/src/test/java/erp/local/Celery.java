package erp.local;

import erp.embedded.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Celery, to compare with: from its packages, in an environment of its own below {@code target}. */
public final class Celery {

    private static final Path ENVIRONMENT = Path.of("target", "celery").toAbsolutePath();

    private final TaskInstallation installation;
    private final Path folder;

    private Celery(TaskInstallation installation, Path folder) {
        this.installation = installation;
        this.folder = folder;
    }

    /** Installs it where that has not been done, to work with the servers of an installation. */
    public static Celery in(Path folder, TaskInstallation installation) throws IOException {
        Celery celery = new Celery(installation, Files.createDirectories(folder));
        for (String file : List.of("requirements.txt", "peer.py")) {
            try (InputStream in = Celery.class.getResourceAsStream("/celery/" + file)) {
                Files.write(folder.resolve(file), in.readAllBytes());
            }
        }
        if (!Files.exists(ENVIRONMENT.resolve("installed"))) {
            celery.run("python3", "-m", "venv", "--clear", ENVIRONMENT.toString());
            celery.run(python(), "-m", "pip", "install", "-q", "-r", "requirements.txt");
            Files.createFile(ENVIRONMENT.resolve("installed"));
        }
        return celery;
    }

    private static String python() {
        return ENVIRONMENT.resolve("bin").resolve("python").toString();
    }

    private void run(String... command) throws IOException {
        Process process = process(List.of(command), folder.resolve("install.log"));
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + Processes.tail(folder.resolve("install.log")));
        }
    }

    /** A worker with two processes, as Celery runs them by default. */
    public Process worker() throws IOException {
        return process(List.of(python(), "-m", "celery", "-A", "peer", "worker", "--pool", "prefork", "--concurrency", "2",
                "--loglevel", "error"), folder.resolve("worker.log"));
    }

    /** Runs a command of {@code peer.py}; what it prints goes into a file. */
    public Process start(Path output, String... command) throws IOException {
        return process(Stream.concat(Stream.of(python(), "peer.py"), Stream.of(command)).toList(), output);
    }

    /** Ends a process with all its children at once. */
    public static void kill(Process process) {
        ProcessHandle handle = process.toHandle();
        Processes.kill(Stream.concat(Stream.of(handle), handle.descendants()).toList());
    }

    /** How many messages wait, and how many are with a worker that has not acknowledged them. */
    public long[] messages() {
        return installation.redis(redis -> new long[] {redis.llen("celery"), redis.hlen("unacked")});
    }

    private Process process(List<String> command, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(Map.of("PEER_BROKER", installation.redis().uri(), "PEER_FOLDER", folder.toString(),
                "PEER_DATABASE", installation.postgres().jdbcUrl("erp").replace("jdbc:", "")));
        return builder.start();
    }
}
