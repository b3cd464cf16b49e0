package erp.receivables;

import erp.company.Company;
import erp.work.Tx;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** Seller, buyer and terms of payment, frozen with a document when it is posted: master data may change, the document may not. */
@Introspected
public record Parties(Seller seller, Buyer buyer, Terms terms) {

    /** The company (BG-4). */
    @Introspected
    public record Seller(String name, String street, String postalCode, String city, String country, @Nullable String vatId,
                         @Nullable String taxNumber, @Nullable String contactName, @Nullable String phone, @Nullable String email,
                         @Nullable String iban, @Nullable String bic) {
    }

    /** The customer (BG-7). */
    @Introspected
    public record Buyer(@Nullable Integer customerNumber, String name, String street, String postalCode, String city, String country,
                        @Nullable String vatId, @Nullable String buyerReference, @Nullable String contactName, @Nullable String email,
                        String language) {
    }

    /**
     * When to pay (BT-20).
     *
     * @param paymentDays     after the date of the invoice
     * @param discountDays    up to when a cash discount is granted, after the date of the invoice
     * @param discountPercent of the gross amount
     */
    @Introspected
    public record Terms(int paymentDays, @Nullable Integer discountDays, @Nullable BigDecimal discountPercent) {
    }

    /** A customer as far as invoices look at it. */
    public record Customer(UUID id, @Nullable Integer customerNumber, String name, String street, String postalCode, String city,
                           String country, @Nullable String vatId, @Nullable String buyerReference, @Nullable String contactName,
                           @Nullable String email, String language, int paymentDays, @Nullable Integer discountDays,
                           @Nullable BigDecimal discountPercent) {

        /** The day by which an invoice of a date is to be paid. */
        public LocalDate due(LocalDate invoiceDate) {
            return invoiceDate.plusDays(paymentDays);
        }
    }

    /**
     * Customers, asked for with what else is queued.
     *
     * @param idSql a select of their identifiers
     */
    public static Tx.Later<List<Customer>> customers(Tx tx, String idSql, Object... args) {
        Object[] all = new Object[args.length + 1];
        all[0] = tx.company();
        System.arraycopy(args, 0, all, 1, args.length);
        return tx.later(Customer.class, """
                select id, customer_number, name, street, postal_code, city, country, vat_id, buyer_reference, contact_name, email,
                  language, payment_days, discount_days, discount_percent
                  from partners.partners where company_id = ? and id = any(array(""" + idSql + "))", all);
    }

    /** The parties as they are now. */
    public static Parties of(Company company, Customer customer) {
        return new Parties(
                new Seller(company.name(), company.street(), company.postalCode(), company.city(), company.country(), company.vatId(),
                        company.taxNumber(), company.contactName(), company.phone(), company.email(), company.iban(), company.bic()),
                new Buyer(customer.customerNumber, customer.name, customer.street, customer.postalCode, customer.city, customer.country,
                        customer.vatId, customer.buyerReference, customer.contactName, customer.email, customer.language),
                new Terms(customer.paymentDays, customer.discountDays, customer.discountPercent));
    }
}
