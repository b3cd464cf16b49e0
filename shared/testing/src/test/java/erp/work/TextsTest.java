package erp.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every refusal can be said in both languages. */
class TextsTest {

    @Test
    void everyCodeHasItsTexts() throws IOException {
        List<String> missing = new ArrayList<>();
        for (JavaClass type : new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("erp")) {
            if (type.isEnum() && type.isAssignableTo(Code.class)) {
                for (Object code : type.reflect().getEnumConstants()) {
                    for (String language : List.of("en", "de")) {
                        if (!texts(language).containsKey(((Code) code).code() + ".title")
                                || !texts(language).containsKey(((Code) code).code() + ".detail")) {
                            missing.add(language + " " + ((Code) code).code());
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    /** Also those that are names of constraints: a title, what happened in this case, and what to do about it. */
    @Test
    void everyTitleHasADetailAndHelp() throws IOException {
        Set<String> names = texts("en").stringPropertyNames();
        List<String> missing = names.stream().filter(name -> name.endsWith(".title")).map(name -> name.substring(0, name.lastIndexOf('.')))
                .flatMap(code -> Stream.of(code + ".detail", code + ".help")).filter(name -> !names.contains(name)).sorted().toList();
        assertEquals(List.of(), missing);
    }

    @Test
    void bothLanguagesSayTheSameThings() throws IOException {
        assertEquals(texts("en").stringPropertyNames(), texts("de").stringPropertyNames());
    }

    private static Properties texts(String language) throws IOException {
        Properties texts = new Properties();
        try (Reader in = new InputStreamReader(TextsTest.class.getResourceAsStream("/problems_" + language + ".properties"),
                StandardCharsets.UTF_8)) {
            texts.load(in);
        }
        return texts;
    }
}
