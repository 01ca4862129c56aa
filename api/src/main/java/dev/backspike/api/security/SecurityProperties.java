package dev.backspike.api.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call.
 *
 * @param mode none by default, for which the service must listen on the loopback interface only
 * @param oidc how tokens of an identity provider are read, if Spring Boot's properties name one
 */
@ConfigurationProperties("backspike.security")
record SecurityProperties(
        @DefaultValue("none") Mode mode, @DefaultValue Oidc oidc) {

    enum Mode {
        /** Everybody on this machine may do everything. */
        NONE,
        /** Every request carries a token. */
        TOKENS
    }

    /**
     * @param nameClaim who it is; must be one that its bearer cannot choose
     * @param scopesClaim what it may do: an array, or words separated by spaces
     * @param scopePrefix what a scope's name begins with there: {@code backspike.submitter}
     */
    record Oidc(
            @DefaultValue("sub") String nameClaim,
            @DefaultValue("scope") String scopesClaim,
            @DefaultValue("backspike.") String scopePrefix) {

        Oidc {
            require(!nameClaim.isBlank(), "name-claim", "must name a claim");
            require(!scopesClaim.isBlank(), "scopes-claim", "must name a claim");
        }

        private static void require(boolean holds, String property, String what) {
            if (!holds) {
                throw new IllegalArgumentException("backspike.security.oidc." + property + " " + what);
            }
        }
    }
}
