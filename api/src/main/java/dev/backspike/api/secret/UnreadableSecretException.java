package dev.backspike.api.secret;

import org.jspecify.annotations.Nullable;

/** A secret of the database cannot be decrypted with this service's key. */
public final class UnreadableSecretException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableSecretException(@Nullable Throwable cause) {
        super(
                "a secret in the database cannot be decrypted with this service's key; all replicas of a service need"
                        + " the same file (property backspike.security.secret-key-file)",
                cause);
    }
}
