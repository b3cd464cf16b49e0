package erp.tasks;

import io.micronaut.context.BeanContext;
import io.micronaut.core.type.Argument;
import io.micronaut.inject.BeanDefinition;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The kinds of tasks that this process can run, with what runs them. */
@Singleton
public final class Handlers {

    /** A kind and the bean that runs it. */
    public record Known(Kind kind, TaskHandler<?> handler) {
    }

    private final Map<String, Known> known = new TreeMap<>();

    Handlers(BeanContext beans) {
        for (BeanDefinition<?> definition : beans.getBeanDefinitions(TaskHandler.class)) {
            Kind kind = Kind.of(arguments(definition));
            TaskHandler<?> handler = (TaskHandler<?>) beans.getBean(definition);
            if (known.put(kind.name(), new Known(kind, handler)) != null) {
                throw new IllegalStateException("Two classes run the task " + kind.name());
            }
        }
    }

    private static Class<? extends Record> arguments(BeanDefinition<?> definition) {
        return Stream.<Class<?>>of(InTransaction.class, InBatches.class, Outside.class)
                .map(definition::getTypeArguments).filter(arguments -> !arguments.isEmpty()).map(List::getFirst).map(Argument::getType)
                .findFirst().orElseThrow(() -> new IllegalStateException(definition.getName() + " does not say what it takes"))
                .asSubclass(Record.class);
    }

    /** What runs a kind, if it is here. */
    public Optional<Known> find(String kind) {
        return Optional.ofNullable(known.get(kind));
    }

    /** All of them. */
    public Collection<Known> all() {
        return known.values();
    }
}
