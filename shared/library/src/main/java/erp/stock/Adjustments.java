package erp.stock;

import com.fasterxml.jackson.annotation.JsonProperty;
import erp.company.Companies;
import erp.company.Company;
import erp.ledger.Period;
import erp.money.Money;
import erp.money.Rounding;
import erp.work.Ids;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Stock that is there without having been bought, or is gone without having been sold: moves, values and their journal entry. */
@Singleton
public final class Adjustments {

    /** Why the stock differs. */
    public enum Reason {
        /** What was there when the books began; against the opening balance account. */
        @JsonProperty("opening")
        OPENING,
        /** Goods that turned up. */
        @JsonProperty("gain")
        GAIN,
        /** Goods that are gone, by breakage, theft or decay. */
        @JsonProperty("loss")
        LOSS
    }

    /**
     * An adjustment as somebody wants it.
     *
     * @param date       the day it counts for; the company's today when null
     * @param location   the code of the storage place; the first one when null
     * @param externalId its name in another system, unique
     */
    public record Wish(Reason reason, @Nullable LocalDate date, @Nullable String location, @Nullable String note,
                       @Nullable String externalId,
                       List<AdjustmentLine> lines) {
    }

    /** What was adjusted. */
    public record Adjusted(UUID id, LocalDate date, Location location, Stock.Posted posted) {
    }

    private final Companies companies;
    private final Locations locations;
    private final Arrivals arrivals;

    Adjustments(Companies companies, Locations locations, Arrivals arrivals) {
        this.companies = companies;
        this.locations = locations;
        this.arrivals = arrivals;
    }

    /**
     * Adjusts the stock of one storage place.
     *
     * @throws erp.work.Refusal as {@link Stock#move}; 409 {@code adjustment_external_id_taken}; 422 {@code date_out_of_books},
     *                 {@code unknown_location}, {@code unit_cost_required}, {@code unit_cost_not_allowed}
     */
    public Adjusted adjust(Tx tx, Wish wish) {
        Company company = companies.of(tx);
        Period period = Period.lock(tx, company, company.date(wish.date, tx.now()));
        period.requireOpenForStock();
        Location storage = locations.storage(tx, wish.location);
        Location outside = locations.of(tx, wish.reason == Reason.OPENING ? Location.Kind.OPENING : Location.Kind.GAIN_LOSS);
        List<Movement> movements = new ArrayList<>();
        for (AdjustmentLine line : wish.lines) {
            int n = movements.size() + 1;
            boolean loss = wish.reason == Reason.LOSS;
            movements.add(Movement.of(n, line.productId(), loss ? storage : outside, loss ? outside : storage,
                    line.lotOrNone(), line.quantity(),
                    value(company, wish.reason, n, line)));
        }
        UUID id = Ids.next();
        tx.write("""
                insert into inventory.adjustments (company_id, id, reason, business_date, note, external_id) values (?, ?, ?, ?, ?, ?)""",
                tx.company(), id, wish.reason.name().toLowerCase(Locale.ROOT), period.date(), wish.note, wish.externalId);
        Stock.Posted posted = Stock.post(tx, company, period, "stock_adjustment", id, text(wish), movements);
        arrivals.of(tx, movements);
        return new Adjusted(id, period.date(), storage, posted);
    }

    /** What a line's goods cost in all, rounded once; null where the stock itself tells. */
    private static @Nullable Money value(Company company, Reason reason, int n, AdjustmentLine line) {
        if (reason == Reason.OPENING && line.unitCost() == null) {
            throw StockCode.UNIT_COST_REQUIRED.at(n, "unitCost", line.productId());
        }
        if (reason == Reason.LOSS && line.unitCost() != null) {
            throw StockCode.UNIT_COST_NOT_ALLOWED.at(n, "unitCost");
        }
        return line.unitCost() == null ? null : Rounding.round(line.quantity().multiply(line.unitCost()), company.money());
    }

    private static String text(Wish wish) {
        String text = switch (wish.reason) {
            case OPENING -> "Anfangsbestand";
            case GAIN -> "Bestandszugang";
            case LOSS -> "Bestandsabgang";
        };
        return wish.note == null ? text : text + ": " + wish.note;
    }
}
