package erp;

import io.micronaut.context.env.Environment;
import io.micronaut.runtime.Micronaut;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the functions that are on the class path: one in a pod, all of them on a laptop. */
public final class Main extends Micronaut {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {
    }

    public static void main(String[] args) {
        new Main().args(args).mainClass(Main.class).banner(false).start();
    }

    /** An exception of this program's own says in one line what is wrong with its configuration; any other fault needs its stack trace. */
    @Override
    protected void handleStartupException(Environment environment, Throwable fault) {
        Optional<Throwable> own = Stream.iterate(fault, cause -> cause != null, Throwable::getCause)
                .filter(IllegalStateException.class::isInstance).findFirst();
        if (own.isEmpty()) {
            super.handleStartupException(environment, fault);
        } else {
            LOG.error("Not started: {}", own.get().getMessage());
            System.exit(1);
        }
    }
}
