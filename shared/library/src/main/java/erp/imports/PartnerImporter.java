package erp.imports;

import erp.csv.Csv;
import erp.partners.PartnerData;
import erp.partners.Partners;
import erp.work.Tx;
import jakarta.inject.Singleton;
import java.util.List;

/** Partners: the columns are the fields of {@code POST /api/v1/partners}. */
@Singleton
class PartnerImporter implements Importer<PartnerData> {

    private final ImportRecords records;

    PartnerImporter(ImportRecords records) {
        this.records = records;
    }

    @Override
    public Kind kind() {
        return Kind.PARTNERS;
    }

    @Override
    public List<String> columns() {
        return ImportRecords.columns(PartnerData.class);
    }

    @Override
    public PartnerData read(ImportTable table, List<Csv.Row> rows) {
        PartnerData partner = records.read(table, rows.getFirst(), PartnerData.class);
        Importer.requireExternalId(partner.externalId());
        return partner.check();
    }

    @Override
    public List<String> known(Tx tx, List<String> externalIds) {
        return tx.list(String.class, "select external_id from partners.partners where company_id = ? and external_id = any(?)",
                tx.company(),
                externalIds);
    }

    @Override
    public boolean bring(Tx tx, PartnerData partner) {
        return Partners.findOrCreate(tx, partner, false).created();
    }
}
