package dev.backspike.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What lets this worker into an api elsewhere. Apart from the properties, as those are shown and this must not be. */
final class WorkerToken {

    private final @Nullable String secret;

    private WorkerToken(@Nullable String secret) {
        this.secret = secret;
    }

    /**
     * @param file that contains it; null to take {@code given}
     * @param given from the environment; blank for none
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

    /** Null where the api asks for none. */
    @Nullable
    String secret() {
        return secret;
    }

    @Override
    public String toString() {
        return secret == null ? "none" : "secret";
    }
}
