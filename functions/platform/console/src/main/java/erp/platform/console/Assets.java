package erp.platform.console;

import erp.security.Sha256;
import erp.work.Refusal;
import erp.work.WorkCode;
import gg.jte.Content;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Hidden;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.ConcurrentHashMap;

/** What pages load: two scripts and two styles, from this process. Their addresses change with what is in them. */
@Hidden
@Controller
class Assets {

    private static final Map<String, String> TYPES = Map.of("css", "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");
    private static final Map<String, byte[]> FILES = Map.of("tabler.min.css", read("tabler.min.css"), "console.css", read("console.css"),
            "htmx.min.js", read("htmx.min.js"), "console.js", read("console.js"), "logo.svg", read("logo.svg"));
    private static final Map<String, Content> ICONS = new ConcurrentHashMap<>();

    @Get("/console/assets/{version}/{name}")
    HttpResponse<byte[]> file(String version, String name) {
        byte[] file = FILES.get(name);
        if (file == null) {
            throw new Refusal(WorkCode.NOT_FOUND);
        }
        return HttpResponse.ok(file).contentType(MediaType.of(TYPES.get(name.substring(name.lastIndexOf('.') + 1))))
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable");
    }

    static String address(String name) {
        return "/console/assets/" + HexFormat.of().formatHex(Sha256.of(FILES.get(name)), 0, 6) + "/" + name;
    }

    /** An icon as a part of the page. It says nothing that its neighbour does not, so readers of screens pass over it. */
    static Content icon(String name) {
        return ICONS.computeIfAbsent(name, _ -> {
            String svg = new String(read(name + ".svg"), StandardCharsets.UTF_8);
            String shown = svg.substring(svg.indexOf("<svg")).replaceFirst("<svg", "<svg aria-hidden=\"true\"");
            return output -> output.writeContent(shown);
        });
    }

    private static byte[] read(String name) {
        try (Scanner text = new Scanner(Assets.class.getResourceAsStream("assets/" + name), StandardCharsets.UTF_8)) {
            return text.useDelimiter("\\A").next().getBytes(StandardCharsets.UTF_8);
        }
    }
}
