package dev.backspike.api.security;

/** A service without security must not be reached from elsewhere. */
final class ExposedServiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ExposedServiceException(String property, String bound) {
        super("The service has no security and would listen on " + bound + " (" + property
                + "), where anybody could run jobs and delete them.");
    }
}
