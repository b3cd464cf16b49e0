package erp.web;

import io.micronaut.core.beans.BeanIntrospection;
import io.micronaut.core.type.Argument;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestBean;
import io.micronaut.web.router.MethodBasedRouteInfo;
import io.micronaut.web.router.RouteInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What may stand in the query of a route's address: what its method takes from there, and {@code dryRun} where it writes.
 *
 * @param types the type of each parameter by its name
 */
record Query(Map<String, Class<?>> types) {

    private static final Argument<?> DRY_RUN = Argument.of(boolean.class, Gate.DRY_RUN);

    static Query of(RouteInfo<?> route, boolean write) {
        Stream<Argument<?>> taken = route instanceof MethodBasedRouteInfo<?, ?> info
                ? Arrays.stream(info.getTargetMethod().getArguments()).flatMap(Query::parts)
                        .filter(argument -> argument.isAnnotationPresent(QueryValue.class))
                : Stream.empty();
        return new Query(Stream.concat(taken, write ? Stream.of(DRY_RUN) : Stream.empty())
                .collect(Collectors.toMap(Argument::getName, Argument::getType)));
    }

    private static Stream<Argument<?>> parts(Argument<?> argument) {
        return argument.isAnnotationPresent(RequestBean.class)
                ? Arrays.stream(BeanIntrospection.getIntrospection(argument.getType()).getConstructorArguments()) : Stream.of(argument);
    }

    /** What stands in an address is known and text, and stands there once: of two values one would be taken, and the other one meant. */
    boolean takes(String name, List<String> values) {
        Class<?> type = types.get(name);
        String value = values.getFirst();
        // The framework takes anything but "true" for false.
        return type != null && values.size() == 1
                && (type == boolean.class ? value.equals("true") || value.equals("false") : Json.isText(value));
    }
}
