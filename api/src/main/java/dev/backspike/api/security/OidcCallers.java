package dev.backspike.api.security;

import dev.backspike.api.access.Caller;
import dev.backspike.api.access.Scope;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;

/** Derives the caller from a token of the identity provider. Workers use tokens of this service instead. */
@Component
class OidcCallers {

    private static final Set<Scope> GIVEN = EnumSet.of(Scope.VIEWER, Scope.SUBMITTER, Scope.ADMIN);

    private final SecurityProperties.Oidc oidc;

    OidcCallers(SecurityProperties properties) {
        this.oidc = properties.oidc();
    }

    /** @throws InvalidBearerTokenException if the token has no usable name */
    Caller of(Jwt jwt) {
        String name = jwt.getClaimAsString(oidc.nameClaim());
        if (name == null || !AccessToken.isName(name)) {
            throw new InvalidBearerTokenException("its claim " + oidc.nameClaim() + " is not a valid name");
        }
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : words(jwt.getClaim(oidc.scopesClaim()))) {
            GIVEN.stream()
                    .filter(scope -> word.equals(oidc.scopePrefix() + scope.word()))
                    .forEach(scopes::add);
        }
        return new Caller(name, scopes);
    }

    private static List<String> words(@Nullable Object claim) {
        return switch (claim) {
            case String text -> List.of(text.split(" ", -1));
            case Collection<?> several -> several.stream().map(String::valueOf).toList();
            case null, default -> List.of();
        };
    }
}
