package erp.sales.querysales;

import erp.documents.Download;
import erp.documents.Source;
import erp.web.Function;
import erp.work.Work;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import java.util.UUID;

/** Delivery notes as they were made. */
@Controller
@Function(name = "query-sales")
class DeliveryNotes {

    private final Work work;

    DeliveryNotes(Work work) {
        this.work = work;
    }

    /**
     * The PDF, byte for byte as it was made once.
     *
     * <p>Refused: 404, {@code not_rendered} as long as there is none.
     */
    @Get("/api/v1/deliveries/{id}/document")
    @Produces(MediaType.APPLICATION_PDF)
    HttpResponse<byte[]> get(@PathVariable UUID id) {
        return work.read(tx -> Download.of(tx, Source.delivery(id),
                tx.get(String.class, "select number from sales.deliveries where company_id = ? and id = ?", tx.company(), id)));
    }
}
