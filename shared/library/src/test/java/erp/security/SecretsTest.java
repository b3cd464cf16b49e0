package erp.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    @TempDir
    Path folder;

    private String file(String name, String content) throws Exception {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @Test
    void aFileFillsItsPropertyInTheContext() throws Exception {
        System.setProperty("DATASOURCES_COMMAND_PASSWORD_FILE", file("x", "s3cret\n"));
        try (Environment environment = ApplicationContext.builder().deduceEnvironment(false).build().getEnvironment().start()) {
            assertEquals("s3cret", environment.getRequiredProperty("datasources.command.password", String.class));
        } finally {
            System.clearProperty("DATASOURCES_COMMAND_PASSWORD_FILE");
        }
    }

    @Test
    void onlyOneLineEndIsRemoved() throws Exception {
        assertEquals(Map.of("ERP_A", " two\nlines \n"), Secrets.read(Map.of("ERP_A_FILE", file("a", " two\nlines \n\n"))));
        assertEquals(Map.of("ERP_A", "windows"), Secrets.read(Map.of("ERP_A_FILE", file("b", "windows\r\n"))));
        assertEquals(Map.of("ERP_A", ""), Secrets.read(Map.of("ERP_A_FILE", file("c", ""))));
    }

    @Test
    void aDirectoryHoldsOneFileForEachVariable() throws Exception {
        file("REDIS_URI", "redis://:pw@redis");
        file("DATASOURCES_QUERY_PASSWORD", "q");
        file(".hidden", "x");
        file("README.md", "x");
        Files.createDirectory(folder.resolve("..2026_11_20"));
        assertEquals(Map.of("REDIS_URI", "redis://:pw@redis", "DATASOURCES_QUERY_PASSWORD", "q"),
            Secrets.read(Map.of("ERP_SECRETS", folder.toString())));
    }

    @Test
    void otherProgramsFilesAreLeftAlone() {
        assertEquals(Map.of(),
            Secrets.read(Map.of("SSL_CERT_FILE", "/nowhere", "HISTFILE", "/nowhere", "MICRONAUT_CONFIG_FILES", "/nowhere")));
    }

    @Test
    void aMistakeIsOneClearLine() throws Exception {
        String there = file("ERP_A", "a");
        assertEquals("ERP_A_FILE names /nowhere/x, which cannot be read", failure(Map.of("ERP_A_FILE", "/nowhere/x")));
        assertEquals("ERP_SECRETS names /nowhere, which is not a directory that can be read", failure(Map.of("ERP_SECRETS", "/nowhere")));
        assertEquals("ERP_A is set both directly and by a file; set one of them", failure(Map.of("ERP_A_FILE", there, "ERP_A", "b")));
        assertEquals("ERP_A is set by two files; keep one of them", failure(Map.of("ERP_A_FILE", there, "ERP_SECRETS", folder.toString())));
    }

    private static String failure(Map<String, String> environment) {
        return assertThrows(ConfigurationException.class, () -> Secrets.read(environment)).getMessage();
    }
}
