package dev.backspike.api.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Authentication of callers.
 *
 * @param mode {@code none}, with which the service must listen on the loopback interface only, or {@code tokens}
 * @param oidc how tokens of an identity provider are read, if Spring Boot's properties name one
 */
@ConfigurationProperties("backspike.security")
record SecurityProperties(
        @DefaultValue("none") Mode mode, @DefaultValue Oidc oidc) {

    enum Mode {
        /** Every process on this machine may do everything. */
        NONE,
        /** Every request carries a token. */
        TOKENS
    }

    /**
     * @param nameClaim claim that names the owner; its bearer must not be able to choose it
     * @param scopesClaim claim that lists the scopes: an array, or words separated by spaces
     * @param scopePrefix prefix of the scopes' names in that claim, as in {@code backspike.submitter}
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
