package erp.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Unpacks the servers' programs from their packages, once for each version, into {@link Platform#cache()}. */
final class Programs {

    private Programs() {
    }

    /** The folder with PostgreSQL's {@code initdb}, {@code pg_ctl} and {@code postgres}. */
    static Path postgres() {
        return unpacked(Platform.CURRENT.postgres, Programs::untar).resolve("bin");
    }

    /** The {@code redis-server} that runs on this machine. */
    static Path redis() {
        for (String name : Platform.CURRENT.redis) {
            Path program = unpacked(name, (in, folder) -> copyProgram(in, folder.resolve(name))).resolve(name);
            if (Processes.succeeds(List.of(program.toString(), "--version"))) {
                return program;
            }
        }
        throw new IllegalStateException("None of " + Platform.CURRENT.redis + " runs on this machine");
    }

    private interface Unpacking {
        void into(InputStream in, Path folder) throws IOException;
    }

    private static Path unpacked(String name, Unpacking unpacking) {
        URL resource = Programs.class.getResource("/" + name);
        if (resource == null) {
            throw new IllegalStateException(name + " is not on the class path");
        }
        try {
            // The checksum stands in the jar's directory, so recognizing a version costs nothing.
            JarURLConnection jar = (JarURLConnection) resource.openConnection();
            Path folder = CacheFolder.path().resolve("%s-%08x".formatted(name, jar.getJarEntry().getCrc()));
            if (Files.isDirectory(folder)) {
                return folder;
            }
            Files.createDirectories(folder.getParent());
            Path unfinished = Files.createTempDirectory(folder.getParent(), "unpacking-");
            unfinished.toFile().setReadable(true, false);
            unfinished.toFile().setExecutable(true, false);
            try (InputStream in = resource.openStream()) {
                unpacking.into(in, unfinished);
            }
            publish(unfinished, folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack " + name + " into " + CacheFolder.path(), e);
        }
    }

    /** Two builds may unpack at once: the first to finish wins, and both use its folder. */
    private static void publish(Path unfinished, Path folder) throws IOException {
        try {
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            Processes.deleteTree(unfinished);
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static void untar(InputStream in, Path folder) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(in));
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path target = folder.resolve(entry.getName()).normalize();
            if (!target.startsWith(folder)) {
                throw new IOException("The package reaches outside its folder: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(target);
            } else if (entry.isSymbolicLink()) {
                Files.createDirectories(target.getParent());
                Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            } else {
                Files.createDirectories(target.getParent());
                Files.copy(tar, target);
                target.toFile().setExecutable((entry.getMode() & 0100) != 0, false);
            }
        }
    }

    private static void copyProgram(InputStream in, Path target) throws IOException {
        Files.copy(in, target);
        target.toFile().setExecutable(true, false);
    }
}
