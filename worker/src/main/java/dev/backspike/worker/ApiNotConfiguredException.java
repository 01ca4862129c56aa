package dev.backspike.worker;

/** A worker process does not know the address of its service. */
final class ApiNotConfiguredException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ApiNotConfiguredException() {
        super("The property backspike.worker.api is not set: a worker needs the URL of the service.");
    }
}
