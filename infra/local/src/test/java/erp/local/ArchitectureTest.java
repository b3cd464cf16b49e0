package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import erp.testing.ClassRules;
import erp.testing.SourceRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All functions and all that they share keep the architecture. That the rules can fail is shown where they are. */
class ArchitectureTest {

    private static final Path ROOT = Path.of(System.getProperty("erp.root"));
    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("erp");

    static Set<String> rules() {
        return ClassRules.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void classes(String rule) {
        EvaluationResult result = ClassRules.all().get(rule).evaluate(CLASSES);
        assertEquals("", String.join("\n", result.getFailureReport().getDetails()));
    }

    @Test
    void oneNameEverywhere() {
        assertEquals(List.of(), SourceRules.oneNameEverywhere(ROOT));
    }

    @Test
    void shapesFit() {
        assertEquals(List.of(), SourceRules.shapesFit(ROOT));
    }

    @Test
    void tablesHaveTheirWriters() {
        assertEquals(List.of(), SourceRules.tablesHaveTheirWriters(ROOT));
    }

    @Test
    void functionsAreShort() {
        assertEquals(List.of(), SourceRules.functionsAreShort(ROOT));
    }

    @Test
    void linesAreShort() {
        assertEquals(List.of(), SourceRules.linesAreShort(ROOT));
    }

    @Test
    void functionsCatchNothing() {
        assertEquals(List.of(), SourceRules.functionsCatchNothing(ROOT));
    }

    @Test
    void statementsNameTheCompany() {
        assertEquals(List.of(), SourceRules.statementsNameTheCompany(ROOT));
    }
}
