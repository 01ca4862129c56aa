package dev.backspike.api.problem;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits on the size and the transfer rate of request bodies.
 *
 * @param spec largest job specification, and largest body of any request not listed here
 * @param report largest report of a worker
 * @param artifact largest checkpoint or model
 * @param upload largest uploaded file
 * @param patience time that a body may take to arrive, in addition to the time for its bytes at the rate
 *     {@code slowest}
 * @param slowest lowest rate at which a body may arrive, per second
 */
@ConfigurationProperties("backspike.limits")
record LimitProperties(
        @DefaultValue("1MB") DataSize spec,
        @DefaultValue("16MB") DataSize report,
        @DefaultValue("256MB") DataSize artifact,
        @DefaultValue("2GB") DataSize upload,
        @DefaultValue("30s") Duration patience,
        @DefaultValue("16KB") DataSize slowest) {

    LimitProperties {
        if (!patience.isPositive() || slowest.toBytes() < 1) {
            throw new IllegalArgumentException(
                    "backspike.limits.patience and backspike.limits.slowest must be positive, were " + patience
                            + " and " + slowest);
        }
    }

    /** Returns how long a body may have taken once this many bytes have arrived. */
    Duration longest(long bytes) {
        return patience.plusSeconds(bytes / slowest.toBytes());
    }

    long maxBytes(String path) {
        if (path.startsWith("/api/v1/worker/attempts/")) {
            return artifact.toBytes();
        }
        if (path.startsWith("/api/v1/datasets/")) {
            return upload.toBytes();
        }
        return path.startsWith("/api/v1/worker/") ? report.toBytes() : spec.toBytes();
    }
}
