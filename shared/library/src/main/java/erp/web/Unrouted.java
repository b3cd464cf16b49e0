package erp.web;

import erp.work.Refusal;
import erp.work.WorkCode;
import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.handler.codec.http.TooLongHttpLineException;
import jakarta.inject.Singleton;

/** What the framework answers by itself, before there is a route or when it has failed at one: a problem too. */
@Primary
@Singleton
final class Unrouted implements ErrorResponseProcessor<Problems.Problem> {

    @Override
    public MutableHttpResponse<Problems.Problem> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpRequest<?> request = context.getRequest();
        // The framework closes the connection after what it could not read, and a client has to know.
        return Problems.of(request, new Refusal(code(request, response.status()))).header(HttpHeaders.CONNECTION, "close");
    }

    private static WorkCode code(HttpRequest<?> request, HttpStatus status) {
        if (status == HttpStatus.REQUEST_ENTITY_TOO_LARGE) {
            // One status for all that is too long before the body, where HTTP has two (RFC 9110, 15.5.15, and RFC 6585, 5).
            return isLine(request) ? WorkCode.URI_TOO_LONG : WorkCode.HEADERS_TOO_LARGE;
        }
        // The framework fails at every request that accepts the languages ",".
        return status.getCode() < 500 || Problems.acceptsNothing(request) ? WorkCode.BAD_REQUEST : WorkCode.INTERNAL;
    }

    private static boolean isLine(HttpRequest<?> request) {
        return request instanceof NettyHttpRequest<?> netty
                && netty.getNativeRequest().decoderResult().cause() instanceof TooLongHttpLineException;
    }
}
