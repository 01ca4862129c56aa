package dev.backspike.worker;

/** A worker of its own process has to know whom to work for. */
final class ApiNotConfiguredException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ApiNotConfiguredException() {
        super("The property backspike.worker.api is not set: a worker needs the URL of the api to take work from.");
    }
}
