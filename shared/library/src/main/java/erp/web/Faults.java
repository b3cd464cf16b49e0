package erp.web;

import erp.work.Refusal;
import erp.work.WorkCode;
import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.codec.CodecException;
import io.micronaut.http.exceptions.ContentLengthExceededException;
import io.micronaut.core.bind.exceptions.UnsatisfiedArgumentException;
import io.micronaut.json.JsonSyntaxException;
import io.micronaut.web.router.exceptions.UnsatisfiedRouteException;
import java.io.EOFException;
import java.net.URISyntaxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where what went wrong becomes an answer; functions catch nothing. */
@Controller
class Faults {

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    @Error(global = true)
    HttpResponse<?> refused(HttpRequest<?> request, Refusal refusal) {
        return Problems.of(request, refusal);
    }

    @Error(global = true)
    HttpResponse<?> unreadable(HttpRequest<?> request, JsonSyntaxException e) {
        return Problems.of(request, Problems.unreadable(e));
    }

    @Error(global = true)
    HttpResponse<?> unreadable(HttpRequest<?> request, CodecException e) {
        return Problems.of(request, Problems.unreadable(e));
    }

    @Error(global = true)
    HttpResponse<?> unreadable(HttpRequest<?> request, ConversionErrorException e) {
        Refusal refusal = Problems.unreadable(e);
        return Problems.of(request, refusal.fields().isEmpty() && !e.getArgument().getName().equals("request")
                ? new Refusal(WorkCode.INVALID_PARAMETER, e.getArgument().getName()) : refusal);
    }

    @Error(global = true)
    HttpResponse<?> incomplete(HttpRequest<?> request, UnsatisfiedArgumentException e) {
        return Problems.of(request, e.getArgument().getName().equals("request") ? new Refusal(WorkCode.UNREADABLE)
                : new Refusal(WorkCode.INVALID_PARAMETER, e.getArgument().getName()));
    }

    @Error(global = true)
    HttpResponse<?> incomplete(HttpRequest<?> request, UnsatisfiedRouteException e) {
        return Problems.of(request, e.getArgument().getName().equals("request") ? new Refusal(WorkCode.UNREADABLE)
                : new Refusal(WorkCode.INVALID_PARAMETER, e.getArgument().getName()));
    }

    @Error(global = true)
    HttpResponse<?> tooLarge(HttpRequest<?> request, ContentLengthExceededException e) {
        return Problems.of(request, new Refusal(WorkCode.TOO_LARGE));
    }

    @Error(global = true)
    HttpResponse<?> noAddress(HttpRequest<?> request, URISyntaxException e) {
        return Problems.of(request, new Refusal(WorkCode.BAD_REQUEST));
    }

    /** The caller went away before it had said all. */
    @Error(global = true)
    HttpResponse<?> gone(HttpRequest<?> request, EOFException e) {
        return Problems.of(request, new Refusal(WorkCode.UNREADABLE));
    }

    @Error(global = true)
    HttpResponse<?> broken(HttpRequest<?> request, Throwable e) {
        // Logged once, with the trace id that the caller gets; nothing of it leaves the process.
        LOG.atError().addKeyValue("trace.id", Gate.traceId(request)).setCause(e)
                .log("{} {} failed", request.getMethodName(), request.getPath());
        return Problems.of(request, new Refusal(WorkCode.INTERNAL));
    }

    @Error(global = true, status = HttpStatus.NOT_FOUND)
    HttpResponse<?> unknown(HttpRequest<?> request) {
        return Problems.of(request, new Refusal(WorkCode.NOT_FOUND));
    }

    @Error(global = true, status = HttpStatus.METHOD_NOT_ALLOWED)
    HttpResponse<?> method(HttpRequest<?> request) {
        return Problems.of(request, new Refusal(WorkCode.METHOD_NOT_ALLOWED));
    }

    @Error(global = true, status = HttpStatus.UNSUPPORTED_MEDIA_TYPE)
    HttpResponse<?> mediaType(HttpRequest<?> request) {
        return Problems.of(request, new Refusal(WorkCode.UNSUPPORTED_MEDIA_TYPE));
    }

    @Error(global = true, status = HttpStatus.NOT_ACCEPTABLE)
    HttpResponse<?> notAcceptable(HttpRequest<?> request) {
        return Problems.of(request, new Refusal(WorkCode.NOT_ACCEPTABLE));
    }
}
