package dev.backspike.cli.service;

/** The service answered a request with an error. */
public final class ErrorResponseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ErrorResponse response;

    public ErrorResponseException(ErrorResponse response) {
        super(response.describe());
        this.response = response;
    }

    public ErrorResponse response() {
        return response;
    }
}
