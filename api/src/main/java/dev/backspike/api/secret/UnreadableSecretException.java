package dev.backspike.api.secret;

import org.jspecify.annotations.Nullable;

/** A secret in the database cannot be decrypted with the key of this service. */
public final class UnreadableSecretException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableSecretException(@Nullable Throwable cause) {
        super(
                "a secret in the database cannot be decrypted with the key of this service; all replicas of a service need"
                        + " the same file (property backspike.security.secret-key-file)",
                cause);
    }
}
