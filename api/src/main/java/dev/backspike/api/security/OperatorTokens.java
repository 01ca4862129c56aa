package dev.backspike.api.security;

import dev.backspike.api.access.Caller;
import dev.backspike.api.access.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tokens that the operator keeps in files, so that services, workers and Prometheus can start together without anyone
 * creating tokens in between. A token is replaced by changing its file and restarting the service.
 */
@Component
class OperatorTokens {

    private static final String PREFIX = "backspike.security.token-files";

    private final Map<Scope, Secret> secrets = new EnumMap<>(Scope.class);

    OperatorTokens(TokenFileProperties files, SecurityProperties security) {
        add(Scope.ADMIN, files.admin());
        add(Scope.SUBMITTER, files.submitter());
        add(Scope.VIEWER, files.viewer());
        add(Scope.WORKER, files.worker());
        if (!secrets.isEmpty() && security.mode() == SecurityProperties.Mode.NONE) {
            throw new IllegalStateException(PREFIX + ".* require backspike.security.mode=tokens");
        }
    }

    private void add(Scope scope, @Nullable Path file) {
        if (file == null) {
            return;
        }
        String property = PREFIX + "." + word(scope);
        String text;
        try {
            text = Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(property + " cannot be read: " + file, e);
        }
        if (!Secret.isWellFormed(text)) {
            throw new IllegalStateException(property + " must name a file with a token of the form bsk_ and 43 letters,"
                    + " digits, - and _, such as deploy/compose/new-token prints: " + file);
        }
        secrets.put(scope, new Secret(text));
    }

    boolean hasAdmin() {
        return secrets.containsKey(Scope.ADMIN);
    }

    /** The caller is named after the scope. */
    Optional<Caller> caller(String given) {
        return secrets.entrySet().stream()
                .filter(entry -> MessageDigest.isEqual(bytes(entry.getValue().text()), bytes(given)))
                .map(entry -> new Caller(word(entry.getKey()), Set.of(entry.getKey())))
                .findFirst();
    }

    private static String word(Scope scope) {
        return scope.name().toLowerCase(Locale.ROOT);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
