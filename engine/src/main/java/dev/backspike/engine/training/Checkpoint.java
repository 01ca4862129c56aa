package dev.backspike.engine.training;

import dev.backspike.common.spec.EarlyStoppingSpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.network.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of training between two batches, from which it can resume and end with the same bits as if it had not been
 * interrupted. Batches, augmentation and redrawn weights follow from the job's seed and the epoch, so that they need no
 * state.
 *
 * @param specHash {@link SpecHash} of the job
 * @param engine its name; only the same engine resumes bit for bit
 * @param epoch epochs completed
 * @param step weight updates completed
 * @param best of early stopping; null if the job has none
 * @param within what the epoch that has begun has summed up so far; null between two epochs
 */
public record Checkpoint(
        String specHash,
        String engine,
        int epoch,
        long step,
        EngineState state,
        LearningRate.Plateau plateau,
        Improvement.@Nullable Best best,
        @Nullable Within within) {

    /**
     * An epoch that is not complete.
     *
     * @param sincePoint sums since the last point of {@code train.runningLoss}; likewise since the epoch began
     * @param spiked of {@link SilentNeurons}
     */
    record Within(
            BatchTotals sincePoint,
            BatchTotals sinceEpoch,
            long clampedSpikes,
            long trainingNanos,
            Map<String, String> spiked) {}

    /** @throws CheckpointRefusedException if this is not a checkpoint of that job */
    void requireOf(JobSpec spec) {
        if (!specHash.equals(SpecHash.of(spec))) {
            throw new CheckpointRefusedException("it was made by a job with another data set, network or training");
        }
        int first = within == null ? 1 : 0;
        int last = spec.training().epochs() - (within == null ? 0 : 1);
        if (epoch < first || epoch > last) {
            throw new CheckpointRefusedException("it is of epoch " + epoch + ", the job has "
                    + spec.training().epochs());
        }
        int populations = spec.network().populations().size();
        if (within != null
                && (within.sincePoint().populations() != populations
                        || within.sinceEpoch().populations() != populations)) {
            throw new CheckpointRefusedException("its sums are not those of the network");
        }
        EarlyStoppingSpec stopping = spec.training().earlyStopping();
        if (stopping == null ? best != null : best == null && epoch > 0) {
            throw new CheckpointRefusedException("it does not fit the job's early stopping");
        }
        if (best != null && stopping != null) {
            requireParameters(best, stopping.restoreBest() ? state.parameters() : List.of());
        }
    }

    /** Checks the parameters of the best epoch, which may become the model long after the checkpoint was read. */
    private static void requireParameters(Improvement.Best best, List<Tensor> expected) {
        boolean fits = best.parameters().size() == expected.size();
        for (int k = 0; fits && k < expected.size(); k++) {
            Tensor tensor = best.parameters().get(k);
            fits = tensor.getClass() == expected.get(k).getClass()
                    && tensor.name().equals(expected.get(k).name())
                    && Arrays.equals(tensor.shape(), expected.get(k).shape());
        }
        if (!fits) {
            throw new CheckpointRefusedException("its parameters of the best epoch are not those of the network");
        }
    }
}
