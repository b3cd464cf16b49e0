package erp.platform.dispatchtasks;

import erp.tasks.Dispatcher;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/**
 * Tasks that are ready go to the workers: in their order, by turns between the companies, and within the limits of their queues; what is
 * due by its time or its schedule becomes ready; what was with a worker that died, or what Redis lost, goes again. Any number of these
 * processes may run: they take turns by a lock for each tick. It has no task of its own, and refuses nothing.
 */
@Singleton
class DispatchTasks implements ApplicationEventListener<ServerStartupEvent> {

    private final Dispatcher dispatcher;

    DispatchTasks(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        dispatcher.start();
    }
}
