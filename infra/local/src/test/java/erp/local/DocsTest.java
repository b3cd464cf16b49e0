package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import erp.security.Caller;
import erp.security.TokenIssuer;
import erp.testing.Fixtures;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The documents say what is so: their commands run, and their links lead somewhere. A block of {@code sh} after {@code <!-- test -->}
 * is run by bash, all of a document in one shell, with {@code ERP} (the server), {@code LOGIN} and {@code PASSWORD} (an operator without
 * a company) and {@code TOKEN} (the administrator of a fresh company).
 */
@MicronautTest(transactional = false)
class DocsTest {

    private static final Path ROOT = Path.of(System.getProperty("erp.root"));
    private static final Pattern BLOCK = Pattern.compile("<!-- test -->\n```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)");
    private static final String PASSWORD = "correct horse battery staple";
    private static final long SECONDS = 120;

    @Inject
    EmbeddedServer server;
    @Inject
    Fixtures fixtures;
    @Inject
    TokenIssuer issuer;
    @TempDir
    Path folder;

    static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT); Stream<Path> shared = Files.walk(ROOT.resolve("shared"))) {
            return Stream.concat(top, shared).filter(file -> file.toString().endsWith(".md") && !file.toString().contains("/target/"))
                    .map(ROOT::relativize).sorted().toList();
        }
    }

    static List<Path> documentsWithCommands() throws IOException {
        return documents().stream().filter(document -> !commands(read(document)).isEmpty()).toList();
    }

    @ParameterizedTest
    @MethodSource("documentsWithCommands")
    void itsCommandsRun(Path document) throws IOException, InterruptedException {
        for (String program : List.of("bash", "curl", "jq")) {
            assumeTrue(isThere(program), "SKIPPED: the commands of " + document + " need " + program + ", which is not installed");
        }
        Path script = Files.writeString(folder.resolve("commands.sh"), "set -euo pipefail\n" + commands(read(document)));
        Path output = folder.resolve("output");
        ProcessBuilder bash = new ProcessBuilder("bash", script.toString()).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        bash.environment().putAll(Map.of("ERP", server.getURL().toString(), "LOGIN", operator(),
                "PASSWORD", PASSWORD, "TOKEN", token()));
        Process process = bash.start();
        assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), () -> document + " does not end");
        assertEquals(0, process.exitValue(), () -> document + ":\n" + read(output));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void itsLinksLeadSomewhere(Path document) {
        Path from = ROOT.resolve(document).getParent();
        assertEquals(List.of(), LINK.matcher(read(document)).results().map(link -> link.group(1))
                .filter(link -> !Files.exists(from.resolve(link))).toList());
    }

    /** The runner takes marked blocks only, and a command that fails is seen. */
    @Test
    void aBlockIsRunWhenItIsMarked() throws IOException, InterruptedException {
        assertEquals("one\ntwo\n", commands("<!-- test -->\n```sh\none\n```\n```sh\nnot\n```\n<!-- test -->\n```sh\ntwo\n```\n"));
        assertFalse(documentsWithCommands().isEmpty());
        assumeTrue(isThere("bash"), "SKIPPED: there is no bash");
        Path script = Files.writeString(folder.resolve("fails.sh"), "set -euo pipefail\nfalse | true\ntrue\n");
        assertEquals(1, new ProcessBuilder("bash", script.toString()).start().waitFor());
    }

    private static String commands(String text) {
        return BLOCK.matcher(text).results().map(block -> block.group(1)).collect(Collectors.joining());
    }

    private String operator() {
        String login = UUID.randomUUID() + "@example.test";
        fixtures.user(login, PASSWORD, true);
        return login;
    }

    private String token() {
        Caller administrator = fixtures.company();
        return issuer.issue(administrator, Clock.systemUTC().instant()).value();
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
