package erp.documents;

import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A kept document as an answer: its bytes as they are. */
public final class Download {

    private record Kept(String fileName, String sha256, byte[] bytes) {
    }

    private Download() {
    }

    /**
     * The newest document of something.
     *
     * @param number how people call it
     * @throws Refusal 404 {@code not_rendered} when there is none yet
     */
    public static HttpResponse<byte[]> of(Tx tx, Source source, String number) {
        Kept kept = tx.find(Kept.class, """
                select file_name, sha256, bytes from documents.documents
                 where company_id = ? and source_type = ? and source_id = ? order by template_version desc limit 1""",
                tx.company(), source.type().code(), source.id()).orElseThrow(() -> new Refusal(DocumentsCode.NOT_RENDERED, number));
        // A letter beyond ASCII has its own form (RFC 6266).
        String name = URLEncoder.encode(kept.fileName, StandardCharsets.UTF_8);
        return HttpResponse.ok(kept.bytes).contentType(MediaType.APPLICATION_PDF_TYPE)
                .header(HttpHeaders.ETAG, '"' + kept.sha256 + '"')
                .header(HttpHeaders.CONTENT_DISPOSITION, "inline; filename*=UTF-8''" + name);
    }
}
