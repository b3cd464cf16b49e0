package erp.sales.querysales;

/** Where the goods of a document go: its own address, or else that of its customer {@code p} as it is now. */
final class ShipTo {

    private ShipTo() {
    }

    /** The address as JSON, in SQL. */
    static String of(String document) {
        return """
                coalesce(%s.ship_to, jsonb_build_object('name', p.name, 'street', p.street, 'postalCode', p.postal_code, 'city', p.city,
                                                        'country', p.country))::text""".formatted(document);
    }
}
