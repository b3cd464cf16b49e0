package erp.products.setprices;

import erp.money.MoneyCode;
import erp.web.Function;
import erp.work.Identified;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Versioned;
import erp.work.Work;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Currency;
import java.util.List;

/**
 * A price list gets its content, all of it: what is not named is no longer in it, and a list that does not exist is created. Orders
 * keep the prices they were placed at. Repeating changes nothing more: the version has moved on.
 *
 * <p>Refused: 400 for an id that no list can have; where the list exists, 428 and 412 without the version that is replaced;
 * 409 {@code overlap}; 422 {@code currency_unknown}, {@code validity_order}, {@code unknown_product}.
 */
@Controller
@Function(name = "set-prices")
class SetPrices {

    private static final String ID = "[a-z][a-z0-9-]{0,39}";

    private final Work work;

    SetPrices(Work work) {
        this.work = work;
    }

    @Put("/api/v1/price-lists/{id}/prices")
    HttpResponse<Response> set(@PathVariable String id, @Body Request request) {
        if (!id.matches(ID)) {
            throw new Refusal(WorkCode.INVALID_PARAMETER, "id");
        }
        return work.once(request, tx -> {
            int version = lock(tx, id, request);
            Price.refuseOverlap(request.prices);
            refuseUnknownCurrency(request.currency);
            Price.check(request.prices);
            refuseUnknownProducts(tx, request.prices);
            write(tx, id, request, version);
            return new Response(id, request.name, request.currency, request.prices.size(), version);
        });
    }

    /** Creates the list, or holds the one that exists, if the caller has seen it as it is; the version it will have. */
    private static int lock(Tx tx, String id, Request request) {
        boolean created = !tx.list(String.class, """
                insert into products.price_lists (company_id, id, name, currency) values (?, ?, ?, ?)
                on conflict (company_id, id) do nothing returning id""", tx.company(), id, request.name, request.currency).isEmpty();
        if (created) {
            new Version(0).refuseStale(tx.call());
            return 1;
        }
        tx.call().requireIfMatch();
        Version stored = tx.get(Version.class, "select version from products.price_lists where company_id = ? and id = ? for no key update",
                tx.company(), id);
        stored.refuseStale(tx.call());
        return stored.version + 1;
    }

    private static void refuseUnknownCurrency(String code) {
        if (Currency.getAvailableCurrencies().stream()
                .noneMatch(currency -> currency.getCurrencyCode().equals(code) && currency.getDefaultFractionDigits() >= 0)) {
            throw new Refusal(List.of(new Refusal.Field("/currency", MoneyCode.CURRENCY_UNKNOWN, code)), MoneyCode.CURRENCY_UNKNOWN, code);
        }
    }

    private static void refuseUnknownProducts(Tx tx, List<Price> prices) {
        tx.list(Long.class, """
                select k.n from unnest(?::uuid[]) with ordinality k (id, n)
                 where not exists (select from products.products p where p.company_id = ? and p.id = k.id) order by k.n limit 1""",
                prices.stream().map(Price::productId).toList(), tx.company()).forEach(n -> {
                    throw Price.unknownProduct(n.intValue() - 1);
                });
    }

    private static void write(Tx tx, String id, Request request, int version) {
        tx.write("""
                update products.price_lists set name = ?, currency = ?, version = ?, changed_at = now(), changed_by = platform.actor()
                 where company_id = ? and id = ?""", request.name, request.currency, version, tx.company(), id);
        tx.write("delete from products.prices where company_id = ? and price_list = ?", tx.company(), id);
        tx.write("""
                insert into products.prices (company_id, price_list, product_id, min_quantity, valid, price)
                select ?, ?, k.product_id, k.min_quantity, daterange(k.valid_from, k.valid_to, '[]'), k.price
                  from unnest(?::uuid[], ?::numeric[], ?::date[], ?::date[], ?::numeric[])
                       k (product_id, min_quantity, valid_from, valid_to, price)""", tx.company(), id,
                request.prices.stream().map(Price::productId).toList(), request.prices.stream().map(Price::quantity).toList(),
                request.prices.stream().map(Price::validFrom).toList(), request.prices.stream().map(Price::validTo).toList(),
                request.prices.stream().map(Price::price).toList());
    }

    /** The list's whole content. */
    @Introspected
    record Request(@NotBlank @Size(max = 200) String name, @Pattern(regexp = "[A-Z]{3}") String currency,
                   @Size(max = 10_000) List<@Valid Price> prices) {
    }

    /** The list as it is now; {@code prices} counts them. */
    @Introspected
    record Response(String id, String name, String currency, int prices, int version) implements Identified, Versioned {
    }

    private record Version(int version) implements Versioned {
    }
}
