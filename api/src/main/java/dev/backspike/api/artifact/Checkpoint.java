package dev.backspike.api.artifact;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.Sha256;
import java.time.Instant;
import java.util.Map;

/**
 * A checkpoint of a job.
 *
 * @param number counts from 1 within the job
 * @param epoch epochs completed
 * @param step weight updates completed
 * @param values losses and accuracies of the epoch, by series
 * @param pinned whether it is kept, however many newer ones there are
 */
record Checkpoint(
        @JsonIgnore JobId jobId,
        int number,
        int attempt,
        int epoch,
        long step,
        State state,
        Sha256 sha256,
        long bytes,
        Map<String, Double> values,
        boolean pinned,
        Instant storedAt) {

    enum State {
        /** An attempt can resume from it. */
        COMPLETE,
        /** Beyond the one that a later attempt went back to. */
        SUPERSEDED,
        /** Its file is missing or damaged. */
        UNUSABLE
    }
}
