package erp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * What test processes need to know about the build's servers, as their process writes it down once they answer.
 *
 * @param pid              the process that keeps the servers
 * @param directory        what it has written, and where test processes sign in
 * @param postgresPort     where PostgreSQL listens
 * @param postgresPassword the superuser's password
 * @param redisPort        where Redis listens
 */
record ServersFile(long pid, Path directory, int postgresPort, String postgresPassword, int redisPort) {

    /** The superuser's JDBC URL of a database, with name and password. */
    String postgresUrl(String database) {
        return postgresUrl(database, "postgres", postgresPassword);
    }

    String postgresUrl(String database, String user, String password) {
        return "%s?user=%s&password=%s".formatted(postgresUrlWithoutUser(database), user, password);
    }

    String postgresUrlWithoutUser(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(postgresPort, database);
    }

    static Optional<ServersFile> read(Path file) {
        Properties values = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            values.load(in);
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(new ServersFile(Long.parseLong(values.getProperty("pid")), Path.of(values.getProperty("directory")),
                Integer.parseInt(values.getProperty("postgres.port")), values.getProperty("postgres.password"),
                Integer.parseInt(values.getProperty("redis.port"))));
    }

    /** Appears whole: a reader finds everything or nothing. */
    void write(Path file) {
        Properties values = new Properties();
        values.setProperty("pid", Long.toString(pid));
        values.setProperty("directory", directory.toString());
        values.setProperty("postgres.port", Integer.toString(postgresPort));
        values.setProperty("postgres.password", postgresPassword);
        values.setProperty("redis.port", Integer.toString(redisPort));
        Path unfinished = directory.resolve("servers.unfinished");
        try {
            try (Writer out = Files.newBufferedWriter(unfinished)) {
                values.store(out, "The servers of a running build; its process removes this file when they end.");
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
