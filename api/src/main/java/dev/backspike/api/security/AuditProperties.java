package dev.backspike.api.security;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param keep how long entries of the audit log are kept */
@ConfigurationProperties("backspike.audit")
record AuditProperties(@DefaultValue("365d") Duration keep) {

    AuditProperties {
        if (!keep.isPositive()) {
            throw new IllegalArgumentException("backspike.audit.keep must be positive, was " + keep);
        }
    }
}
