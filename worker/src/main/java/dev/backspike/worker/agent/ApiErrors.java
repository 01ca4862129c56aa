package dev.backspike.worker.agent;

import dev.backspike.common.protocol.RefusedException;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;

/** Distinguishes temporary errors of requests from permanent ones. */
final class ApiErrors {

    private ApiErrors() {}

    /** Whether the service rejected the request for good, so that a retry would fail too. */
    static boolean isRefusal(Throwable error) {
        return switch (error) {
            case RefusedException _ -> true;
            case HttpClientErrorException http ->
                http.getStatusCode().value() != HttpStatus.REQUEST_TIMEOUT.value()
                        && http.getStatusCode().value() != HttpStatus.TOO_MANY_REQUESTS.value();
            default -> false;
        };
    }
}
