package erp.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.ContainerBuildPlan;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FileEntry;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.maven.extension.JibMavenPluginExtension;
import com.google.cloud.tools.jib.maven.extension.MavenData;
import com.google.cloud.tools.jib.plugins.extension.ExtensionLogger;
import com.google.cloud.tools.jib.plugins.extension.JibPluginExtensionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The layers of a function's image, of which all but the last are the same bytes for all functions: the Java runtime, the dependencies,
 * the library, the cache of loaded classes (AOT cache), then what this function alone needs, and the function. Jib's own layers mix what
 * is shared with what is not, and put the function's jar where the cache is refused: all jars must lie in one directory, the shared ones
 * first, in the order in which the cache was trained (JEP 483).
 *
 * <p>Its one property, {@code target}, is the directory where {@code infra/images} has put what is shared.
 */
public final class Layers implements JibMavenPluginExtension<Void> {

    /** Where the jars and the cache lie in an image. */
    static final String LIBS = "/app/libs/";
    static final String CACHE = "/app/erp.aot";
    private static final String OPTIONS = "/app/java.options";

    @Override
    public Optional<Class<Void>> getExtraConfigType() {
        return Optional.empty();
    }

    @Override
    public ContainerBuildPlan extendContainerBuildPlan(ContainerBuildPlan plan, Map<String, String> properties, Optional<Void> none,
            MavenData maven, ExtensionLogger log) throws JibPluginExtensionException {
        Path target = Path.of(properties.get("target"));
        try {
            List<Path> shared = jars(target.resolve("app/libs"));
            List<String> names = shared.stream().map(jar -> jar.getFileName().toString()).toList();
            List<Path> own = ownJars(plan, names);
            Path build = Path.of(maven.getMavenProject().getBuild().getDirectory());
            Path function = own.stream().filter(jar -> jar.startsWith(build)).findFirst().orElseThrow();
            own.remove(function);
            Path options = Files.writeString(build.resolve("java.options"),
                    options(Stream.of(shared, own, List.of(function)).flatMap(List::stream).toList()));
            ContainerBuildPlan.Builder image = plan.toBuilder().setLayers(List.of());
            image.addLayer(runtime(target.resolve("runtime")));
            image.addLayer(layer("dependencies", shared.stream().filter(jar -> !isLibrary(jar)).toList()).build());
            image.addLayer(layer("library", shared.stream().filter(Layers::isLibrary).toList()).build());
            image.addLayer(layer("cache", List.of()).addEntry(target.resolve("app/erp.aot").toRealPath(), AbsoluteUnixPath.get(CACHE))
                    .build());
            if (!own.isEmpty()) {
                image.addLayer(layer("own dependencies", own).build());
            }
            image.addLayer(layer("function", List.of(function)).addEntry(options, AbsoluteUnixPath.get(OPTIONS)).build());
            return image.setEntrypoint(List.of("/opt/java/bin/java", "@" + OPTIONS)).build();
        } catch (IOException e) {
            throw new JibPluginExtensionException(Layers.class, "What images share is not there: build infra/images first", e);
        }
    }

    /** The jars that all functions have, in the order of the class path. */
    static List<Path> jars(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted(Comparator.comparing(Layers::isLibrary).thenComparing(file -> file.getFileName().toString())).toList();
        }
    }

    /** What Java is started with: the same in training as in production, or the cache would be refused. */
    static String options(List<Path> jars) {
        return """
                -XX:AOTCache=%s
                -XX:+UseSerialGC
                -XX:+ExitOnOutOfMemoryError
                -XX:MaxRAMPercentage=50
                -Duser.timezone=UTC
                --enable-native-access=ALL-UNNAMED
                --sun-misc-unsafe-memory-access=allow
                -cp %s
                """.formatted(CACHE, jars.stream().map(jar -> LIBS + jar.getFileName()).collect(Collectors.joining(":")));
    }

    /** The jars of this image that are not shared, in the order of their names. */
    private static List<Path> ownJars(ContainerBuildPlan plan, List<String> shared) {
        return plan.getLayers().stream().flatMap(layer -> ((FileEntriesLayer) layer).getEntries().stream())
                .map(FileEntry::getSourceFile)
                .filter(file -> file.toString().endsWith(".jar") && !shared.contains(file.getFileName().toString()))
                .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static boolean isLibrary(Path jar) {
        return jar.getFileName().toString().startsWith("library-");
    }

    private static FileEntriesLayer.Builder layer(String name, List<Path> jars) {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
        jars.forEach(jar -> layer.addEntry(jar, AbsoluteUnixPath.get(LIBS + jar.getFileName())));
        return layer;
    }

    private static FileEntriesLayer runtime(Path directory) throws IOException {
        return FileEntriesLayer.builder().setName("runtime").addEntryRecursive(directory, AbsoluteUnixPath.get("/opt/java"),
                (file, path) -> FilePermissions.fromOctalString(Files.isDirectory(file) || Files.isExecutable(file) ? "755" : "644"))
                .build();
    }
}
