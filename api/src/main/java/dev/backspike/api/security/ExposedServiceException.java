package dev.backspike.api.security;

/** A service without tokens would be reachable from other machines. */
final class ExposedServiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ExposedServiceException(String property, String bound) {
        super("The service requires no tokens and would listen on " + bound + " (" + property
                + "), where anyone could run and delete jobs.");
    }
}
