package erp.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No rule is one that cannot fail: each is broken by the fixture. The library keeps them; infra/local looks at the functions. */
class ClassRulesTest {

    private static final JavaClasses FIXTURE = new ClassFileImporter().importPackages("erp.testing.fixture");
    private static final JavaClasses LIBRARY = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("erp");

    static Set<String> names() {
        return ClassRules.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theFixtureBreaksIt(String name) {
        assertTrue(ClassRules.all().get(name).evaluate(FIXTURE).hasViolation(), name);
    }

    @Test
    void aFunctionThatRunsTasksIsAFunction() {
        JavaClasses classes = new ClassFileImporter().importPackages("erp.testing.fixture")
                .that(DescribedPredicate.describe("tasks", c -> c.getName().contains("Task")));
        assertTrue(ClassRules.all().get("functions do not depend on functions").evaluate(classes).hasViolation());
    }

    @ParameterizedTest
    @MethodSource("names")
    void theLibraryKeepsIt(String name) {
        EvaluationResult result = ClassRules.all().get(name).allowEmptyShould(true).evaluate(LIBRARY);
        assertEquals("", String.join("\n", result.getFailureReport().getDetails()));
    }
}
