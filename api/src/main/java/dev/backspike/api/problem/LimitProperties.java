package dev.backspike.api.problem;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Largest request bodies.
 *
 * @param spec of a job specification, and of anything else that is not listed here
 * @param report of one batch of a worker's events
 * @param artifact of one file of an attempt
 * @param upload of one data file
 */
@ConfigurationProperties("backspike.limits")
record LimitProperties(
        @DefaultValue("1MB") DataSize spec,
        @DefaultValue("16MB") DataSize report,
        @DefaultValue("256MB") DataSize artifact,
        @DefaultValue("2GB") DataSize upload) {

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
