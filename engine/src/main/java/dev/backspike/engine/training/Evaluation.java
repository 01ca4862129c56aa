package dev.backspike.engine.training;

import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.StoppedException;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.Splits;
import java.util.Map;
import java.util.TreeMap;

/** Evaluates the validation and test samples after each epoch. */
final class Evaluation {

    /** Evaluation needs no gradients, so its batches are as large as keeps every thread busy. */
    private static final int BATCH = 256;

    private final Splits splits;
    private final int batchSize;
    private final BatchRunner batches;
    private final FiniteChecks finite;
    private final PhaseTiming timing;
    private final StopSignal stop;

    Evaluation(
            Splits splits,
            int trainingBatch,
            BatchRunner batches,
            FiniteChecks finite,
            PhaseTiming timing,
            StopSignal stop) {
        this.splits = splits;
        batchSize = Math.max(BATCH, trainingBatch);
        this.batches = batches;
        this.finite = finite;
        this.timing = timing;
        this.stop = stop;
    }

    /**
     * @param epoch that has been trained, counted from 1
     * @param steps weight updates so far
     * @return losses and accuracies, by series
     * @throws StoppedException if asked to stop between two batches
     */
    Map<String, Double> after(int epoch, long steps, EpochSums sums) {
        Map<String, Double> values = new TreeMap<>();
        Dataset validation = splits.validation();
        if (validation != null) {
            run(validation, epoch, steps, sums.emptyTotals()).putInto(values, "validation");
        }
        run(splits.test(), epoch, steps, sums.emptyTotals()).putInto(values, "test");
        return values;
    }

    private BatchTotals run(Dataset data, int epoch, long steps, BatchTotals totals) {
        timing.evaluating();
        long start = System.nanoTime();
        BatchOrder order = BatchOrder.inSequence(data.size(), batchSize);
        for (int part = 0; part < order.batches(); part++) {
            if (stop.shouldStop()) {
                throw new StoppedException();
            }
            BatchOutcome outcome = batches.evaluate(new Batch(data, order.batch(part)));
            finite.requireLoss(outcome.loss(), "the loss in the evaluation after epoch " + epoch, steps);
            totals.add(outcome);
        }
        timing.evaluated(System.nanoTime() - start);
        return totals;
    }
}
