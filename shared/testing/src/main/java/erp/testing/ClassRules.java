package erp.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import erp.tasks.TaskHandler;
import erp.web.Decimal;
import erp.web.Function;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The architecture as far as compiled classes show it. Each rule has a name, and a fixture that breaks it. */
public final class ClassRules {

    private static final String NO_NAME = "Service|Manager|Util|Utils|Helper|Impl";
    /** Where time enters: the gate, limits, tokens, identifiers, and the demo's client. Everything else is told the time. */
    private static final Set<String> CLOCKS = Set.of("erp.web.Gate", "erp.work.Ids", "erp.security.Limits", "erp.security.IssuerKeys",
            "erp.platform.BrowserSessions", "erp.local.demo.Demo");

    /** What webhooks are called by: it takes an address that was checked, which Java's own client does not. */
    private static final String CALLER = "erp.platform.deliverwebhook.Post";

    private ClassRules() {
    }

    /** All rules by their names. */
    public static Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new TreeMap<>();
        rules.put("functions do not depend on functions", ArchRuleDefinition.classes().should(notDependOnOtherFunctions()));
        rules.put("rules are pure", noClasses().that().resideInAnyPackage("erp.money..", "erp.tax..", "..pure..")
                .or().haveNameMatching("erp\\.stock\\.(Valuation|Holding)")
                .should().dependOnClassesThat(impure()));
        rules.put("functions are not called over HTTP", noClasses().that().resideInAPackage("erp..")
                .and().resideOutsideOfPackages("erp.testing", "erp.local..")
                .should().dependOnClassesThat().resideInAnyPackage("java.net.http..", "io.micronaut.http.client.."));
        rules.put("one class calls what others name", noClasses().that(are("not the one", c -> !c.getName().equals(CALLER)))
                .and().resideInAPackage("erp..").and().resideOutsideOfPackages("erp.testing", "erp.local..", "erp.embedded..")
                .should().dependOnClassesThat().haveNameMatching("java\\.net\\.(Server)?Socket|javax\\.net\\.ssl\\.SSLSocket.*"));
        rules.put("time comes from the clock", noClasses().that(are("not a clock", c -> !CLOCKS.contains(c.getName())))
                .should().callMethodWhere(tellsTheTime()));
        rules.put("no binary fractions", noFields().should().haveRawType(are("double or float", ClassRules::isFraction)));
        rules.put("no binary fractions in signatures", noMethods()
                .should().haveRawReturnType(are("double or float", ClassRules::isFraction)));
        rules.put("names say what things are", noClasses().should().haveNameMatching(".*(" + NO_NAME + ")(\\$.*)?"));
        rules.put("decimals in requests say their bounds", ArchRuleDefinition.fields().that().haveRawType(BigDecimal.class)
                .and().areNotStatic().and().areDeclaredInClassesThat(areRequests()).should().beAnnotatedWith(Decimal.class));
        rules.put("texts and lists in requests have a limit", ArchRuleDefinition.fields().that(unlimited())
                .and().areNotStatic().and().areDeclaredInClassesThat(areRequests()).should().beAnnotatedWith(Size.class));
        return rules;
    }

    private static ArchCondition<JavaClass> notDependOnOtherFunctions() {
        return new ArchCondition<>("not depend on other functions") {

            private Set<String> functions = Set.of();

            @Override
            public void init(Collection<JavaClass> classes) {
                functions = classes.stream().filter(c -> c.isAnnotatedWith(Function.class) || isHandler(c)).map(JavaClass::getPackageName)
                        .collect(java.util.stream.Collectors.toSet());
            }

            @Override
            public void check(JavaClass from, ConditionEvents events) {
                for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                    String target = dependency.getTargetClass().getPackageName();
                    if (functions.contains(target) && !target.equals(from.getPackageName())) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    /** It runs the tasks of a function. The engine's own kinds of handlers are not of any. */
    private static boolean isHandler(JavaClass c) {
        return !c.isInterface() && c.isAssignableTo(TaskHandler.class);
    }

    private static DescribedPredicate<JavaClass> impure() {
        return are("SQL, frameworks, or the transaction", c -> c.getPackageName().startsWith("java.sql")
                || c.getPackageName().startsWith("jakarta.inject")
                || c.getPackageName().startsWith("io.micronaut") && !c.getPackageName().startsWith("io.micronaut.core.annotation")
                || c.getName().equals("erp.work.Tx") || c.getName().equals("erp.work.Work"));
    }

    private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaMethodCall> tellsTheTime() {
        return new DescribedPredicate<>("the machine tells the time") {
            @Override
            public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
                String owner = call.getTargetOwner().getName();
                return owner.startsWith("java.time.") && call.getName().equals("now") || call.getName().equals("currentTimeMillis");
            }
        };
    }

    private static DescribedPredicate<JavaClass> areRequests() {
        return are("requests", c -> c.isRecord() && (c.getSimpleName().endsWith("Request")
                || c.getDirectDependenciesToSelf().stream().anyMatch(d -> d.getOriginClass().isRecord()
                        && d.getOriginClass().getSimpleName().endsWith("Request")
                        && d.getOriginClass().getPackageName().equals(c.getPackageName()))));
    }

    private static DescribedPredicate<JavaField> unlimited() {
        return new DescribedPredicate<>("texts and lists") {
            @Override
            public boolean test(JavaField field) {
                return (field.getRawType().isEquivalentTo(String.class) || field.getRawType().isAssignableTo(Collection.class))
                        && field.getAnnotations().stream().noneMatch(a -> a.getRawType().getSimpleName().equals("Pattern"));
            }
        };
    }

    private static boolean isFraction(JavaClass type) {
        return Set.of("double", "float", "java.lang.Double", "java.lang.Float").contains(type.getName());
    }

    private static DescribedPredicate<JavaClass> are(String description, java.util.function.Predicate<JavaClass> predicate) {
        return DescribedPredicate.describe(description, predicate);
    }
}
