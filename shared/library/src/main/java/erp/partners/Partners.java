package erp.partners;

import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** What the functions about partners share. Locks: partner, names and VAT-IDs, number ranges of customers and of suppliers. */
public final class Partners {

    private static final String SELECT = """
            select *, customer_number is not null customer, supplier_number is not null supplier
              from partners.partners where company_id = ? and\s""";

    /** Where the locks of names and those of VAT-IDs begin; the latter are taken second. */
    private static final long NAMES = 10_000;
    private static final long VAT_IDS = 20_000;

    private record Known(String name, int number) {
    }

    /** A partner, and whether it was created just now. */
    public record Found(Partner partner, boolean created) {
    }

    private Partners() {
    }

    /** The partner with this id, or 404. */
    public static Partner get(Tx tx, UUID id) {
        return tx.get(Partner.class, SELECT + "id = ?", tx.company(), id);
    }

    /** The same, held until the end of the transaction. */
    public static Partner lock(Tx tx, UUID id) {
        return tx.get(Partner.class, SELECT + "id = ? for no key update", tx.company(), id);
    }

    /**
     * Creates a partner.
     *
     * @param data  passed Bean Validation
     * @param force whether to create it although it seems to be there
     * @throws Refusal 422 as {@link PartnerData#check} says, {@code duplicate_suspect}, {@code unknown_price_list},
     *                 {@code number_range_exhausted}; 409 {@code customer_number_taken}, {@code supplier_number_taken},
     *                 {@code partner_external_id_taken}
     */
    public static Partner create(Tx tx, PartnerData data, boolean force) {
        data.check();
        refuseDuplicate(tx, null, data, force);
        UUID id = Ids.next();
        Integer customer = PartnerNumbers.assign(tx, Role.CUSTOMER, data, null);
        Integer supplier = PartnerNumbers.assign(tx, Role.SUPPLIER, data, null);
        tx.write("""
                insert into partners.partners (company_id, id, customer_number, supplier_number, name, street, postal_code, city, country,
                        vat_id, email, phone, contact_name, language, buyer_reference, payment_days, discount_days, discount_percent,
                        credit_limit, price_list, iban, bic, external_id)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                tx.company(), id, customer, supplier, data.name(), data.street(), data.postalCode(), data.city(), data.country(),
                data.plainVatId(), data.email(), data.phone(), data.contactName(), data.languageCode(), data.buyerReference(),
                data.daysToPay(), data.discountDays(), data.discountPercent(), data.creditLimit(), data.priceList(), iban(data), bic(data),
                data.externalId());
        return written(tx, id, data);
    }

    /**
     * Finds the partner with the data's external id, or creates it: an import can be repeated.
     *
     * @param data passed Bean Validation, and has an external id
     */
    public static Found findOrCreate(Tx tx, PartnerData data, boolean force) {
        Optional<Partner> known = tx.find(Partner.class, SELECT + "external_id = ?", tx.company(), data.externalId());
        return known.map(partner -> new Found(partner, false)).orElseGet(() -> new Found(create(tx, data, force), true));
    }

    /**
     * Changes a partner.
     *
     * @param before the partner, locked
     * @param data   what it becomes; passed Bean Validation
     * @param force  whether to change it although somebody else like that seems to be there
     * @throws Refusal as {@link #create}
     */
    public static Partner change(Tx tx, Partner before, PartnerData data, boolean force) {
        data.check();
        refuseDuplicate(tx, before, data, force);
        Integer customer = PartnerNumbers.assign(tx, Role.CUSTOMER, data, before.customerNumber());
        Integer supplier = PartnerNumbers.assign(tx, Role.SUPPLIER, data, before.supplierNumber());
        tx.write("""
                update partners.partners
                   set customer_number = ?, supplier_number = ?, name = ?, street = ?, postal_code = ?, city = ?, country = ?, vat_id = ?,
                       email = ?, phone = ?, contact_name = ?, language = ?, buyer_reference = ?, payment_days = ?, discount_days = ?,
                       discount_percent = ?, credit_limit = ?, price_list = ?, iban = ?, bic = ?, external_id = ?,
                       version = version + 1, changed_at = now(), changed_by = platform.actor()
                 where company_id = ? and id = ?""",
                customer, supplier, data.name(), data.street(), data.postalCode(), data.city(), data.country(), data.plainVatId(),
                data.email(), data.phone(), data.contactName(), data.languageCode(), data.buyerReference(), data.daysToPay(),
                data.discountDays(), data.discountPercent(), data.creditLimit(), data.priceList(), iban(data), bic(data), data.externalId(),
                tx.company(), before.id());
        return written(tx, before.id(), data);
    }

    /** Blocks a partner, or makes it active again, and keeps who did it and why. */
    public static Partner setBlocked(Tx tx, Partner partner, boolean blocked, String reason) {
        String state = blocked ? "blocked" : "active";
        tx.write("""
                update partners.partners
                   set state = ?, block_reason = ?, version = version + 1, changed_at = now(), changed_by = platform.actor()
                 where company_id = ? and id = ?""", state, blocked ? reason : null, tx.company(), partner.id());
        tx.write("insert into partners.blocks (company_id, id, partner_id, state, reason) values (?, ?, ?, ?, ?)",
                tx.company(), Ids.next(), partner.id(), state, reason);
        return get(tx, partner.id());
    }

    private static Partner written(Tx tx, UUID id, PartnerData data) {
        Partner partner = get(tx, id);
        return tx.dryRun() ? partner.numbered(data) : partner;
    }

    /** Two transactions with the same name or VAT-ID wait for each other here, so that one of them sees the other's partner. */
    private static void refuseDuplicate(Tx tx, @Nullable Partner before, PartnerData data, boolean force) {
        boolean sameAddress = before != null && before.name().equalsIgnoreCase(data.name())
                && Objects.equals(before.postalCode(), data.postalCode());
        boolean sameVatId = before != null && Objects.equals(before.vatId(), data.plainVatId());
        if (force || sameAddress && sameVatId) {
            return;
        }
        // A few thousand locks for all names and VAT-IDs: an import takes many in one transaction, and PostgreSQL has room for so many.
        String lock = "select pg_advisory_xact_lock(abs(hashtextextended(lower(?), ?) % 2048) + ?)";
        tx.write(lock, data.name(), (long) tx.company(), NAMES);
        if (data.plainVatId() != null) {
            tx.write(lock, data.plainVatId(), (long) tx.company(), VAT_IDS);
        }
        tx.list(Known.class, """
                select name, coalesce(customer_number, supplier_number) number from partners.partners
                 where company_id = ? and id is distinct from ?::uuid
                   and (not ? and name_key = lower(?) and postal_code_key is not distinct from lower(?::text)
                        or not ? and vat_id = ?)
                 limit 1""",
                tx.company(), before == null ? null : before.id(), sameAddress, data.name(), data.postalCode(), sameVatId,
                data.plainVatId())
                .forEach(known -> {
                    throw new Refusal(PartnersCode.DUPLICATE_SUSPECT, known.name, Integer.toString(known.number));
                });
    }

    private static @Nullable String iban(PartnerData data) {
        return data.account() == null ? null : data.account().iban();
    }

    private static @Nullable String bic(PartnerData data) {
        return data.account() == null ? null : data.account().bic();
    }
}
