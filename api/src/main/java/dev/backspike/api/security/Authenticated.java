package dev.backspike.api.security;

import dev.backspike.api.access.Caller;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** The authenticated caller of the current request, for filters. */
final class Authenticated {

    private Authenticated() {}

    static Optional<Caller> caller() {
        return caller(SecurityContextHolder.getContext().getAuthentication());
    }

    static Optional<Caller> caller(@Nullable Authentication authentication) {
        return authentication != null && authentication.getPrincipal() instanceof Caller caller
                ? Optional.of(caller)
                : Optional.empty();
    }
}
