package erp.receivables.createinvoice;

import erp.company.Company;
import erp.ledger.Period;
import erp.money.LineAmount;
import erp.products.UnitCode;
import erp.receivables.Coverage;
import erp.receivables.Invoice;
import erp.receivables.InvoiceHead;
import erp.receivables.InvoiceLine;
import erp.receivables.InvoiceTotals;
import erp.receivables.InvoiceType;
import erp.receivables.Invoices;
import erp.receivables.Parties;
import erp.receivables.ReceivablesCode;
import erp.receivables.createinvoice.CreateInvoice.Line;
import erp.receivables.createinvoice.CreateInvoice.Request;
import erp.sales.SalesCode;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** The making of a draft: what it covers is locked and loaded, then priced and taxed, then written. */
final class Draft {

    private Draft() {
    }

    static Invoice write(Tx tx, Company company, Request request) {
        LocalDate date = company.date(request.invoiceDate(), tx.now());
        // The month is held open, so that none is closed with a draft dated in it.
        Tx.Later<Period> period = Period.later(tx, company, "select ?::date", date);
        Sources sources = Sources.lock(tx, request);
        Tx.Later<List<Parties.Customer>> customers = Parties.customers(tx, """
                select ?::uuid union all select partner_id from sales.orders where company_id = ? and id = any(?::uuid[])
                union all select partner_id from sales.deliveries where company_id = ? and id = any(?::uuid[])""",
                request.partnerId(), tx.company(), Sources.orderIds(request), tx.company(), Sources.deliveryIds(request));
        period.get().requireOpen();
        Claims claims = Claims.of(request, sources.deliveries().get(), sources.orders().get());
        Parties.Customer customer = customer(request, customers.get());
        List<Source.Claim> all = claims.all();
        String shipTo = country(request, customer, all);
        LocalDate supplyDate = request.supplyDate() != null ? request.supplyDate()
                : all.stream().map(claim -> claim.source().shipDate()).filter(Objects::nonNull).max(LocalDate::compareTo).orElse(date);

        Taxation taxation = new Taxation(company, customer, shipTo, supplyDate);
        List<InvoiceLine> lines = lines(company, request, claims, taxation);
        if (lines.isEmpty()) {
            throw new Refusal(ReceivablesCode.NOTHING_TO_INVOICE);
        }
        taxation.check(lines);
        InvoiceTotals totals = InvoiceTotals.of(company, lines, taxation.cases());
        InvoiceHead head = new InvoiceHead(Ids.next(), InvoiceType.INVOICE.code(), null, "draft", customer.id(), date, supplyDate,
                customer.due(date), company.currency(), shipTo, totals.net(), totals.tax(), totals.gross(), null, null, null,
                request.note(), 1);
        Invoices.write(tx, head, lines, totals.taxes());
        Coverage.take(tx, head.id(), lines);
        return head.with(lines, totals.taxes());
    }

    private static Parties.Customer customer(Request request, List<Parties.Customer> customers) {
        if (request.partnerId() == null && request.deliveryIds() == null && request.orderIds() == null && customers.isEmpty()) {
            throw new Refusal(List.of(new Refusal.Field("/partnerId", WorkCode.REQUIRED)), WorkCode.REQUIRED);
        }
        UUID wanted = request.partnerId();
        if (customers.isEmpty() || wanted != null && customers.stream().noneMatch(one -> one.id().equals(wanted))) {
            throw new Refusal(List.of(new Refusal.Field("/partnerId", SalesCode.UNKNOWN_PARTNER)), SalesCode.UNKNOWN_PARTNER);
        }
        if (customers.size() > 1) {
            throw new Refusal(ReceivablesCode.DIFFERENT_CUSTOMERS);
        }
        if (customers.getFirst().customerNumber() == null) {
            throw new Refusal(SalesCode.NO_CUSTOMER, customers.getFirst().name());
        }
        return customers.getFirst();
    }

    /** One invoice goes to one country (BT-80): the tax depends on it. */
    private static String country(Request request, Parties.Customer customer, List<Source.Claim> claims) {
        List<String> countries = Stream.concat(claims.stream().map(claim -> claim.source().shipToCountry()),
                request.shipToCountry() == null ? Stream.of() : Stream.of(request.shipToCountry())).distinct().toList();
        if (countries.size() > 1) {
            throw new Refusal(ReceivablesCode.DIFFERENT_COUNTRIES, String.join(", ", countries));
        }
        return countries.isEmpty() ? customer.country() : countries.getFirst();
    }

    private static List<InvoiceLine> lines(Company company, Request request, Claims claims, Taxation taxation) {
        List<InvoiceLine> lines = new ArrayList<>();
        claims.whole().forEach(claim -> lines.add(line(company, lines.size() + 1, claim, taxation)));
        for (int i = 0; i < claims.ofLines().size(); i++) {
            Source.Claim claim = claims.ofLines().get(i);
            int n = lines.size() + 1;
            lines.add(claim == null ? own(company, n, "/lines/" + i, request.lines().get(i), taxation) : line(company, n, claim, taxation));
        }
        return lines;
    }

    private static InvoiceLine line(Company company, int n, Source.Claim claim, Taxation taxation) {
        InvoiceLine line = claim.line();
        Taxation.Taxed taxed = taxation.byClass(line.taxClass());
        if (claim.source().shipDate() != null) {
            taxation.refuseOtherRate(n, taxed, claim.source().shipDate());
        }
        return taxed(company, n, line, taxed);
    }

    private static InvoiceLine own(Company company, int n, String pointer, Line line, Taxation taxation) {
        require(pointer + "/description", line.description());
        require(pointer + "/quantity", line.quantity());
        require(pointer + "/unitPrice", line.unitPrice());
        require(pointer + "/taxClass", line.tax() == null ? line.taxClass() : line.tax());
        String unit = line.unit() == null ? UnitCode.C62.name() : line.unit();
        UnitCode.of(unit).check(line.quantity());
        Taxation.Taxed taxed = line.tax() == null ? taxation.byClass(line.taxClass()) : taxation.given(line.tax());
        return taxed(company, n, new InvoiceLine(n, null, null, null, null, null, null, line.description(), line.quantity(), unit,
                line.unitPrice(), line.discountPercent() == null ? BigDecimal.ZERO : line.discountPercent(), BigDecimal.ZERO,
                line.tax() == null ? line.taxClass() : null, "", BigDecimal.ZERO, null), taxed);
    }

    private static InvoiceLine taxed(Company company, int n, InvoiceLine line, Taxation.Taxed taxed) {
        BigDecimal net = LineAmount.of(line.quantity(), line.unitPrice(), line.discountPercent(), company.money()).amount();
        return new InvoiceLine(n, line.orderId(), line.orderLine(), line.deliveryId(), line.deliveryLine(), null, line.productId(),
                line.description(), line.quantity(), line.unit(), line.unitPrice(), line.discountPercent(), net, line.taxClass(),
                taxed.key().category().name(), taxed.key().rate(), taxed.note());
    }

    private static void require(String pointer, @Nullable Object value) {
        if (value == null) {
            throw new Refusal(List.of(new Refusal.Field(pointer, WorkCode.REQUIRED)), WorkCode.REQUIRED);
        }
    }
}
