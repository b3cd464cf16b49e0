package erp.platform.console;

import erp.documents.Download;
import erp.documents.Source;
import erp.platform.Sessions;
import erp.security.Permissions;
import erp.work.Call;
import erp.work.Refusal;
import erp.work.Work;
import erp.work.WorkCode;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.UUID;

/** The documents that tasks are about, as they were sent. A browser has no token for the API, which gives them to programs. */
@Hidden
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(beans = Sessions.class)
class DocumentPages {

    private final Work work;
    private final Permissions permissions;

    DocumentPages(Work work, Permissions permissions) {
        this.work = work;
        this.permissions = permissions;
    }

    @Get("/console/documents/{collection}/{id}")
    HttpResponse<?> one(@PathVariable String collection, @PathVariable UUID id) {
        Source.Type type = Source.Type.of(collection).orElseThrow(() -> new Refusal(WorkCode.NOT_FOUND));
        permissions.check(Call.current().caller(), type.readBy());
        return work.read(tx -> Download.of(tx, new Source(type, id), collection + "/" + id));
    }
}
