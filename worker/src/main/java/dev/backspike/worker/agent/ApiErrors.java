package dev.backspike.worker.agent;

import dev.backspike.common.protocol.RefusedException;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;

/** Tells errors that pass from those that do not. */
final class ApiErrors {

    private ApiErrors() {}

    /** Whether the api understood the request and will not have it, however often it is sent. */
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
