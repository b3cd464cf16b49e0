package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OpenApiTest {

    private static final Path ROOT = Path.of(System.getProperty("erp.root"));
    private static final Path CHECKED_IN = ROOT.resolve("functions/platform/query-platform/src/main/resources/openapi/erp.yaml");

    /** A change of the API is a change of this file, seen in review; {@code -Dopenapi.write} writes it. */
    @Test
    void theDocumentIsTheOneCheckedIn() throws IOException {
        String document = OpenApi.document(ROOT);
        if (System.getProperty("openapi.write") != null) {
            Files.createDirectories(CHECKED_IN.getParent());
            Files.writeString(CHECKED_IN, document);
        }
        assertEquals(Files.readString(CHECKED_IN), document, "the API has changed: run ./mvnw verify -Dopenapi.write and look at the difference");
    }
}
