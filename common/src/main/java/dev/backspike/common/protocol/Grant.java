package dev.backspike.common.protocol;

import dev.backspike.common.id.Sha256;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecDeserializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * An attempt given to a worker.
 *
 * @param spec the resolved specification
 * @param resume where to go on; null for the beginning
 * @param initialModel hash of the model whose values training begins with; null where it draws its own
 */
public record Grant(
        AttemptId attempt,
        @JsonDeserialize(using = JobSpecDeserializer.class) JobSpec spec,
        @Nullable ResumePoint resume,
        @Nullable Sha256 initialModel) {

    /** From the beginning. */
    public Grant(AttemptId attempt, JobSpec spec) {
        this(attempt, spec, null, null);
    }
}
