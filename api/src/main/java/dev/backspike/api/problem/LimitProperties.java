package dev.backspike.api.problem;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Largest request bodies.
 *
 * @param spec largest job specification, and largest body of any request not listed here
 * @param report largest report of a worker
 * @param artifact largest checkpoint or model
 * @param upload largest uploaded file
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
