package dev.backspike.api.security;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Files with tokens that the operator has created, one of each scope, such as the secrets of a container. They are read
 * at start-up, are valid for as long as the service runs and are not stored; require
 * {@code backspike.security.mode=tokens}.
 *
 * @param admin file with a token of scope {@code admin}; if set, the service creates no first admin token
 * @param submitter file with a token of scope {@code submitter}
 * @param viewer file with a token of scope {@code viewer}, as Prometheus needs it
 * @param worker file with a token of scope {@code worker}; workers that share it are distinguished by their names
 */
@ConfigurationProperties("backspike.security.token-files")
record TokenFileProperties(
        @Nullable Path admin,
        @Nullable Path submitter,
        @Nullable Path viewer,
        @Nullable Path worker) {}
