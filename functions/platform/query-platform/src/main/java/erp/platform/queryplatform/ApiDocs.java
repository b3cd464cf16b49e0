package erp.platform.queryplatform;

import erp.web.Function;
import erp.work.Refusal;
import erp.work.WorkCode;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.server.types.files.StreamedFile;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.InputStream;
import java.util.Map;

/** The description of the API, as a file and as a page to browse; all of it comes from this process. */
@Hidden
@Controller
@Function(name = "query-platform", open = true)
class ApiDocs {

    private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/5.32.0/";
    /** The few files of the page, and where they are on the class path. */
    private static final Map<String, String> FILES = Map.of(
            "swagger-ui.css", SWAGGER_UI, "swagger-ui-bundle.js", SWAGGER_UI, "favicon-32x32.png", SWAGGER_UI, "start.js", "/openapi/",
            "docs.css", "/openapi/");
    private static final Map<String, String> TYPES = Map.of("css", "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8",
            "png", "image/png", "html", "text/html; charset=utf-8", "yaml", "application/yaml; charset=utf-8");

    /** The page. */
    @Get("/api/docs")
    HttpResponse<StreamedFile> page() {
        return file("/openapi/docs.html").header("Content-Security-Policy",
                "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'");
    }

    /** What the page is made of. */
    @Get("/api/docs/{name}")
    HttpResponse<StreamedFile> part(String name) {
        if (!FILES.containsKey(name)) {
            throw new Refusal(WorkCode.NOT_FOUND);
        }
        return file(FILES.get(name) + name);
    }

    /** The OpenAPI document of the whole system. */
    @Get("/api/openapi.yaml")
    HttpResponse<StreamedFile> document() {
        return file("/openapi/erp.yaml");
    }

    private static MutableHttpResponse<StreamedFile> file(String path) {
        InputStream content = ApiDocs.class.getResourceAsStream(path);
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        return HttpResponse.ok(new StreamedFile(content, MediaType.of(type))).header(HttpHeaders.CACHE_CONTROL, "public, max-age=3600");
    }
}
