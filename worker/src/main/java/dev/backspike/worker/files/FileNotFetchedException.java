package dev.backspike.worker.files;

import java.io.IOException;

/** An uploaded file could not be fetched, although the service has it. */
public sealed class FileNotFetchedException extends IOException permits CacheDiskFullException {

    private static final long serialVersionUID = 1L;

    public FileNotFetchedException(String message, Throwable cause) {
        super(message, cause);
    }

    public FileNotFetchedException(String message) {
        super(message);
    }
}
