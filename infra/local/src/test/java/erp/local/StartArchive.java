package erp.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Lets a program start in less than half the time: its first run leaves an archive of the classes it has loaded (JEP 350), which the
 * later ones use. Such an archive wants jars, so the build's folders of classes are packed.
 *
 * @param classPath this test's class path, jars only
 * @param archive   where the archive is, once the first run has ended
 */
record StartArchive(String classPath, Path archive) {

    static StartArchive in(Path folder) throws IOException {
        return in(folder, _ -> true);
    }

    /** The same for a part of the class path. */
    static StartArchive in(Path folder, Predicate<Path> wanted) throws IOException {
        List<String> jars = new ArrayList<>();
        Files.createDirectories(folder);
        for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (!wanted.test(path)) {
                continue;
            }
            if (Files.isDirectory(path)) {
                jars.add(pack(path, folder.resolve(jars.size() + ".jar")).toString());
            } else if (Files.exists(path)) {
                jars.add(entry);
            }
        }
        return new StartArchive(String.join(File.pathSeparator, jars), folder.resolve("classes.jsa"));
    }

    /** The option of the run that writes it. */
    String writing() {
        return "-XX:ArchiveClassesAtExit=" + archive;
    }

    /** The option of the runs that use it; without it they are slower, and the same. */
    String using() {
        return "-XX:SharedArchiveFile=" + archive;
    }

    private static Path pack(Path classes, Path jar) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar)); Stream<Path> files = Files.walk(classes)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Path file : files.filter(file -> !file.equals(classes)).sorted().toList()) {
                String name = classes.relativize(file).toString().replace('\\', '/');
                // Folders are found on a class path only where they have entries of their own.
                zip.putNextEntry(new ZipEntry(Files.isDirectory(file) ? name + "/" : name));
                if (!Files.isDirectory(file)) {
                    Files.copy(file, zip);
                }
                zip.closeEntry();
            }
        }
        return jar;
    }
}
