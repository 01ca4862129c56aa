package dev.backspike.api.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits on what each owner may use.
 *
 * @param openJobs largest number of jobs of an owner that have not ended, the runs of sweeps included; 0 for no limit
 * @param uploads largest total size of the uploaded files of an owner; 0 for no limit
 * @param jobMemory largest estimated memory of a job; 0 for no limit
 * @param requestsPerMinute requests that one token name may send to each service process in a minute; 0 for no limit.
 *     Workers are exempt, and it applies with tokens only
 */
@ConfigurationProperties("backspike.quotas")
public record QuotaProperties(
        @DefaultValue("0") int openJobs,
        @DefaultValue("0B") DataSize uploads,
        @DefaultValue("0B") DataSize jobMemory,
        @DefaultValue("6000") int requestsPerMinute) {

    public QuotaProperties {
        require(openJobs >= 0, "open-jobs", openJobs);
        require(!uploads.isNegative(), "uploads", uploads);
        require(!jobMemory.isNegative(), "job-memory", jobMemory);
        require(requestsPerMinute >= 0, "requests-per-minute", requestsPerMinute);
    }

    private static void require(boolean holds, String property, Object actual) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "backspike.quotas." + property + " must be 0 (no limit) or more, was " + actual);
        }
    }
}
