package erp.tasks;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a record the arguments of a kind of task: whoever makes such a record and gives it to {@link Tasks#enqueue} wants that task done.
 * It stands beside its handler, or in the library where several functions want it done. Everything has a limit, and it is named here.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Task {

    /** The kind's one name, that of the function that runs it, for example {@code deliver-mail}. */
    String name();

    /** The queue it waits in; one of its own, named like the kind, unless said otherwise. */
    String queue() default "";

    /** 0 to 9: a higher one comes first; a step counts as much as ten minutes of waiting, so that nothing waits for ever. */
    int priority() default 5;

    /** How often it is tried in all when something technical goes wrong. What the business refuses is tried once. */
    int attempts() default 5;

    /** The pause before the second attempt in seconds; it doubles with each further one, give or take a quarter. */
    int backoffSeconds() default 10;

    /** The longest pause between two attempts, in seconds. */
    int backoffMaxSeconds() default 3600;

    /** How long one attempt may take, in seconds; inside a transaction at most 20, because none lives longer than 25. */
    int timeLimitSeconds() default 20;

    /** How many tasks of its queue may start in a minute, over all workers; 0 for any number. */
    int ratePerMinute() default 0;

    /** How many tasks of its queue may run at once, over all workers; 0 for any number. */
    int concurrency() default 0;

    /** Whether an equal task (of the same company, kind and arguments) is wanted only once while the first one is not ended. */
    boolean unique() default false;

    /** For so many seconds an equal task is wanted only once, also when the first one has ended; 0 for no such limit. */
    int uniqueSeconds() default 0;

    /** How many tasks at most an {@link InBatches} handler gets at once: 1 to 100. */
    int batch() default 1;

    /** When it runs by itself for each company: five cron fields in the company's time zone; not by itself when empty. */
    String cron() default "";
}
