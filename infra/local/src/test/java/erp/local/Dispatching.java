package erp.local;

import erp.tasks.Dispatcher;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/** Dispatches in the processes that a {@link TaskInstallation} wants it of. */
@Singleton
@Requires(property = "test.dispatch", value = "true")
final class Dispatching implements ApplicationEventListener<ServerStartupEvent> {

    private final Dispatcher dispatcher;

    Dispatching(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        dispatcher.start();
    }
}
