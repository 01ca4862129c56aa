package dev.backspike.api.security;

import dev.backspike.api.security.SecurityProperties.Mode;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.stereotype.Component;

/** Prevents a service from starting with an insecure configuration of its identity provider. */
@Component
class IdentityProvider {

    /** @throws InvalidConfigurationPropertyValueException if it must not start */
    IdentityProvider(SecurityProperties security, OAuth2ResourceServerProperties settings) {
        OAuth2ResourceServerProperties.Jwt provider = settings.getJwt();
        if (provider.getIssuerUri() == null && provider.getJwkSetUri() == null) {
            return;
        }
        if (security.mode() == Mode.NONE) {
            throw new InvalidConfigurationPropertyValueException(
                    "backspike.security.mode", "none", "with an identity provider it must be tokens");
        }
        if (provider.getAudiences().isEmpty()) {
            throw new InvalidConfigurationPropertyValueException(
                    "spring.security.oauth2.resourceserver.jwt.audiences",
                    provider.getAudiences(),
                    "it must name this service as the identity provider knows it; otherwise every token of that"
                            + " provider would be accepted, whichever service it was issued for");
        }
    }
}
