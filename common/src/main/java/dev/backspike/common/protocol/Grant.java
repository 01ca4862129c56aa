package dev.backspike.common.protocol;

import dev.backspike.common.id.Sha256;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecDeserializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * An attempt leased to a worker.
 *
 * @param spec the resolved specification
 * @param resume the checkpoint to resume from; null for the beginning
 * @param initialModel hash of the model with the initial values; null if initial values are drawn at random
 */
public record Grant(
        AttemptId attempt,
        @JsonDeserialize(using = JobSpecDeserializer.class) JobSpec spec,
        @Nullable ResumePoint resume,
        @Nullable Sha256 initialModel) {

    /** Grants an attempt that starts from the beginning. */
    public Grant(AttemptId attempt, JobSpec spec) {
        this(attempt, spec, null, null);
    }
}
