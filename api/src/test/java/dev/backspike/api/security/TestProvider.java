package dev.backspike.api.security;

import java.time.Instant;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** An identity provider whose tokens are {@code jwt.SUBJECT.SCOPE}. */
@TestConfiguration(proxyBeanMethods = false)
class TestProvider {

    @Bean
    JwtDecoder decoder() {
        return text -> {
            String[] parts = text.split("\\.", -1);
            if (parts.length != 3 || !parts[0].equals("jwt")) {
                throw new BadJwtException("no signature of ours");
            }
            return Jwt.withTokenValue(text)
                    .header("alg", "none")
                    .subject(parts[1])
                    .claim("scope", "openid backspike." + parts[2])
                    .issuedAt(Instant.EPOCH)
                    .build();
        };
    }
}
