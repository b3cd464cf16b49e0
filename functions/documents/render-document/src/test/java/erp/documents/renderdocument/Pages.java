package erp.documents.renderdocument;

import erp.security.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HexFormat;

/** Lays out pages in a process of its own, and says what the bytes are. */
final class Pages {

    private Pages() {
    }

    public static void main(String[] args) throws IOException {
        System.out.println(digest(Files.readString(Path.of(args[0]))));
    }

    static String digest(String html) throws IOException {
        return HexFormat.of().formatHex(Sha256.of(Pdf.of(html, LocalDate.of(2026, 11, 2)).bytes()));
    }
}
