package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.health.Card;
import erp.platform.Functions;
import erp.testing.SourceRules;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Roles are made of functions, which a process with only some of them must know as well. */
class FunctionListTest {

    @Test
    void theListOfFunctionsIsThatOfTheModules() {
        List<String> modules = SourceRules.functions(Path.of(System.getProperty("erp.root"))).stream()
                .map(function -> function.getParent().getFileName() + " " + function.getFileName()).sorted().toList();
        assertEquals(modules, Functions.all().stream().map(function -> function.area() + " " + function.name()).sorted().toList());
    }

    @Test
    void theLocalProcessHasThemAll() {
        assertEquals(Functions.names().stream().sorted().toList(), Card.all().stream().map(Card::name).sorted().toList());
    }
}
