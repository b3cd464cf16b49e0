package erp.web;

import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A function's routes, beside {@code @Controller}. The name is the function's one name: its folder, image, deployment, permission and
 * metric label. Handlers run on virtual threads, because they wait for the database; the event loop never does.
 */
@Documented
@ExecuteOn(TaskExecutors.BLOCKING)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Function {

    /** The attribute of a request that names the function it is for, in its log line and metrics. */
    String OF_REQUEST = "erp.function";

    /** The function's name, for example {@code place-order}. */
    String name();

    /** Whether callers need no token: signing in, and what anybody may read. */
    boolean open() default false;
}
