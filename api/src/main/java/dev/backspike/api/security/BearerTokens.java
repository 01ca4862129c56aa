package dev.backspike.api.security;

import dev.backspike.api.access.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.stereotype.Component;

/** Authenticates bearer tokens: tokens of this service, and those of an identity provider if one is configured. */
@Component
class BearerTokens implements AuthenticationManager {

    private final Tokens tokens;
    private final LocalWorkerToken localWorker;
    private final OperatorTokens operators;
    private final AttemptTokens attempts;
    private final @Nullable JwtAuthenticationProvider provider;

    BearerTokens(
            Tokens tokens,
            LocalWorkerToken localWorker,
            OperatorTokens operators,
            AttemptTokens attempts,
            ObjectProvider<JwtDecoder> decoder,
            OidcCallers callers) {
        this.tokens = tokens;
        this.localWorker = localWorker;
        this.operators = operators;
        this.attempts = attempts;
        JwtDecoder known = decoder.getIfAvailable();
        if (known == null) {
            provider = null;
        } else {
            provider = new JwtAuthenticationProvider(known);
            provider.setJwtAuthenticationConverter(jwt -> authenticated(callers.of(jwt)));
        }
    }

    @Override
    public Authentication authenticate(Authentication request) {
        String secret = ((BearerTokenAuthenticationToken) request).getToken();
        if (Secret.isOurs(secret)) {
            return localWorker
                    .caller(secret)
                    .or(() -> operators.caller(secret))
                    .or(() -> attempts.caller(secret))
                    .or(() -> tokens.caller(secret))
                    .map(BearerTokens::authenticated)
                    .orElseThrow(() -> new InvalidBearerTokenException("unknown, expired or revoked"));
        }
        Authentication known = provider == null ? null : provider.authenticate(request);
        if (known == null) {
            throw new InvalidBearerTokenException("not a token of this service");
        }
        return known;
    }

    /** Returns the authentication of a caller. Authorities are not used; the scopes of the caller decide. */
    private static UsernamePasswordAuthenticationToken authenticated(Caller caller) {
        return UsernamePasswordAuthenticationToken.authenticated(caller, null, List.of());
    }
}
