package dev.backspike.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The token with which this worker authenticates at a remote service. It is kept apart from the properties, which may
 * be displayed.
 */
final class WorkerToken {

    private final @Nullable String secret;

    private WorkerToken(@Nullable String secret) {
        this.secret = secret;
    }

    /**
     * Reads the token.
     *
     * @param file file that contains it; null to use {@code given}
     * @param given token from the environment; blank for none
     */
    static WorkerToken of(@Nullable Path file, String given) {
        if (file == null) {
            return new WorkerToken(given.isBlank() ? null : given.strip());
        }
        try {
            String secret = Files.readString(file).strip();
            if (!secret.matches("\\p{Graph}+")) {
                throw new IllegalArgumentException(
                        "backspike.worker.token-file must name a file with a token and nothing else, was " + file);
            }
            return new WorkerToken(secret);
        } catch (IOException e) {
            throw new UncheckedIOException("backspike.worker.token-file cannot be read: " + file, e);
        }
    }

    /** Returns the token; null if there is none. */
    @Nullable
    String secret() {
        return secret;
    }

    @Override
    public String toString() {
        return secret == null ? "none" : "secret";
    }
}
