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
 * @param gang the place of the worker's replica in the gang of the attempt; null for an attempt of one replica
 */
public record Grant(
        AttemptId attempt,
        @JsonDeserialize(using = JobSpecDeserializer.class) JobSpec spec,
        @Nullable ResumePoint resume,
        @Nullable Sha256 initialModel,
        @Nullable GangPlace gang) {

    /** Grants an attempt that starts from the beginning. */
    public Grant(AttemptId attempt, JobSpec spec) {
        this(attempt, spec, null, null, null);
    }

    /** The rank of the replica that is granted. */
    public int rank() {
        return gang == null ? 0 : gang.rank();
    }
}
