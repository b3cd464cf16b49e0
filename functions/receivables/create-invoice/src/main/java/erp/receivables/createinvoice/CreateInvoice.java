package erp.receivables.createinvoice;

import erp.company.Companies;
import erp.receivables.Invoice;
import erp.web.Decimal;
import erp.web.Function;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * A draft of an invoice: everything of shipped deliveries that no invoice covers yet, the services of orders, parts of either, and
 * lines of its own. It takes what it covers at once, so that no other invoice can; discarding it gives that back. The day of supply
 * decides on the tax (§ 27 (1) UStG), and the country the goods went to. It has no number and no effect on the books until it is posted.
 *
 * <p>Refused: 409 {@code period_closed}, {@code delivery_state}, {@code order_state}, {@code already_invoiced}; 422
 * {@code nothing_to_invoice}, {@code unknown_partner}, {@code no_customer}, {@code unknown_delivery}, {@code unknown_delivery_line},
 * {@code unknown_order}, {@code unknown_order_line}, {@code invoice_by_delivery}, {@code fixed_by_order}, {@code different_customers},
 * {@code different_countries}, {@code date_out_of_books}, {@code rate_category}, {@code rate_not_valid_on_date}, {@code tax_regime},
 * {@code BR-IC-02}, {@code BR-O-11}, {@code BR-AE-10}, {@code exemption_reason_missing}.
 */
@Controller
@Function(name = "create-invoice")
class CreateInvoice {

    private final Work work;
    private final Companies companies;

    CreateInvoice(Work work, Companies companies) {
        this.work = work;
        this.companies = companies;
    }

    @Post("/api/v1/sales-invoices")
    @Status(HttpStatus.CREATED)
    HttpResponse<Invoice> create(@Body Request request) {
        return work.once(request, tx -> Draft.write(tx, companies.of(tx), request));
    }

    /**
     * What to invoice.
     *
     * @param partnerId     the customer; that of the deliveries and orders when absent
     * @param deliveryIds   shipped deliveries, with all that is not invoiced of them
     * @param orderIds      orders, with all lines that are not goods and not invoiced; goods are invoiced by their delivery
     * @param lines         parts of deliveries or orders, and lines of the invoice's own
     * @param invoiceDate   the company's today when absent
     * @param supplyDate    when the goods were supplied; the last day on which one of the deliveries left when absent, else the
     *                      invoice's date
     * @param shipToCountry where lines of the invoice's own were supplied to; the customer's country when absent
     * @param note          printed on it
     */
    @Introspected
    record Request(@Nullable UUID partnerId, @Nullable @Size(min = 1, max = 100) List<UUID> deliveryIds,
                   @Nullable @Size(min = 1, max = 100) List<UUID> orderIds, @Nullable @Size(min = 1, max = 1000) List<@Valid Line> lines,
                   @Nullable LocalDate invoiceDate, @Nullable LocalDate supplyDate,
                   @Nullable @Pattern(regexp = "[A-Z]{2}") String shipToCountry, @Nullable @Size(max = 2000) String note) {
    }

    /**
     * A line: of a delivery ({@code deliveryId}, {@code deliveryLine}), of an order ({@code orderId}, {@code orderLine}), or its own.
     *
     * @param quantity        of a delivery or an order: all that is not invoiced when absent
     * @param description     of a line of its own, as the next ones: quantity and kind of what was supplied (§ 14 (4) No. 5 UStG)
     * @param unit            by UN/ECE Rec 20; C62 (one) when absent
     * @param unitPrice       net
     * @param discountPercent taken off the price, 0 to 100
     * @param taxClass        standard, reduced, zero or exempt; the tax follows from it, the parties and the day of supply
     * @param tax             the tax itself, in place of the class
     */
    @Introspected
    record Line(@Nullable UUID deliveryId, @Nullable Integer deliveryLine, @Nullable UUID orderId, @Nullable Integer orderLine,
                @Nullable @Decimal(scale = 6, min = "0.000001", max = "999999999") BigDecimal quantity,
                @Nullable @Size(min = 1, max = 500) String description, @Nullable @Size(max = 3) String unit,
                @Nullable @Decimal(scale = 6, min = "0", max = "999999999") BigDecimal unitPrice,
                @Nullable @Decimal(scale = 6, min = "0", max = "100") BigDecimal discountPercent,
                @Nullable @Pattern(regexp = "standard|reduced|zero|exempt") String taxClass, @Nullable @Valid Tax tax) {
    }

    /**
     * How a line is taxed.
     *
     * @param category UNTDID 5305 as EN 16931 uses it: S, Z, E, AE, K, G or O
     * @param rate     in percent; 0 when absent
     * @param note     why there is no tax (BT-120)
     */
    @Introspected
    record Tax(@Pattern(regexp = "S|Z|E|AE|K|G|O") String category, @Nullable @Decimal(min = "0", max = "100") BigDecimal rate,
               @Nullable @Size(max = 500) String note) {
    }
}
