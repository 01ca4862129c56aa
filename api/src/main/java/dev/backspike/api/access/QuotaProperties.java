package dev.backspike.api.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much of the service each owner may take.
 *
 * @param openJobs jobs that have not ended; 0, the default, for any number
 * @param uploads bytes of all uploaded files; 0, the default, for as many as the disk takes
 * @param requestsPerMinute with tokens, except of workers; 0 for any number
 */
@ConfigurationProperties("backspike.quotas")
public record QuotaProperties(
        @DefaultValue("0") int openJobs,
        @DefaultValue("0B") DataSize uploads,
        @DefaultValue("6000") int requestsPerMinute) {

    public QuotaProperties {
        require(openJobs >= 0, "open-jobs", openJobs);
        require(!uploads.isNegative(), "uploads", uploads);
        require(requestsPerMinute >= 0, "requests-per-minute", requestsPerMinute);
    }

    private static void require(boolean holds, String property, Object actual) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "backspike.quotas." + property + " must be 0 (no limit) or more, was " + actual);
        }
    }
}
