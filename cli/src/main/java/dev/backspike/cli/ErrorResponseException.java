package dev.backspike.cli;

/** The service answered a request with an error. */
final class ErrorResponseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ErrorResponse response;

    ErrorResponseException(ErrorResponse response) {
        super(response.describe());
        this.response = response;
    }

    ErrorResponse response() {
        return response;
    }
}
