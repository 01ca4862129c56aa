package dev.backspike.worker.training;

import dev.backspike.common.protocol.AttemptEvent;
import dev.backspike.common.protocol.FailureKind;
import dev.backspike.common.spec.TrainingSpec;
import dev.backspike.worker.dataset.Augmentation;
import dev.backspike.worker.dataset.Dataset;
import dev.backspike.worker.dataset.Splits;
import dev.backspike.worker.engine.Batch;
import dev.backspike.worker.engine.BatchOutcome;
import dev.backspike.worker.engine.Engine;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Population;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One training, epoch by epoch.
 *
 * <p>Points of {@code train.loss} and {@code train.accuracy} are means over the samples since the point before; they
 * come after the first batch of the job, about {@value #POINTS_PER_EPOCH} times in an epoch, and at its end. All other
 * series have one point an epoch, at its end. No series has two points at one step.
 */
final class TrainingRun {

    static final int POINTS_PER_EPOCH = 10;
    /** Evaluation needs no gradients, so its batches are as large as keeps every thread busy. */
    private static final int EVALUATION_BATCH = 256;

    private final TrainingSpec spec;
    private final Network network;
    private final Splits splits;
    private final Engine engine;
    private final TrainingListener listener;
    private final BooleanSupplier stop;
    private final TrainingMeters meters;
    private final LearningRate learningRate;
    private final Augmentation augmentation;
    private final @Nullable Improvement improvement;
    private final int stepsPerEpoch;
    private final int stepsPerPoint;

    private int epoch;
    private long step;
    private Tally sincePoint;
    private Tally sinceEpoch;
    private long trainingNanos;

    TrainingRun(
            TrainingSpec spec,
            Network network,
            Splits splits,
            Engine engine,
            TrainingListener listener,
            BooleanSupplier stop,
            TrainingMeters meters) {
        this.spec = spec;
        this.network = network;
        this.splits = splits;
        this.engine = engine;
        this.listener = listener;
        this.stop = stop;
        this.meters = meters;
        augmentation = Augmentation.of(splits.train(), spec.augmentation(), spec.seed(), network.duration());
        learningRate = new LearningRate(spec.optimiser(), spec.epochs());
        improvement = spec.earlyStopping() == null ? null : new Improvement(spec.earlyStopping());
        stepsPerEpoch = Math.ceilDiv(splits.train().size(), spec.batchSize());
        stepsPerPoint = Math.max(1, stepsPerEpoch / POINTS_PER_EPOCH);
        sincePoint = tally();
        sinceEpoch = tally();
    }

    Outcome run() {
        listener.on(new AttemptEvent.Started(
                engine.name(), engine.threads(), spec.epochs(), (long) stepsPerEpoch * spec.epochs()));
        try {
            while (epoch < spec.epochs() && (improvement == null || !improvement.exhausted())) {
                trainEpoch();
            }
            return trained();
        } catch (Ended e) {
            return e.outcome;
        }
    }

    private void trainEpoch() throws Ended {
        Dataset train = augmentation.in(epoch);
        BatchOrder order = BatchOrder.shuffled(train.size(), spec.batchSize(), spec.seed(), epoch);
        for (int batch = 0; batch < stepsPerEpoch; batch++) {
            stopIfAsked();
            trainBatch(new Batch(train, order.batch(batch)), batch, learningRate.at(epoch, step));
            boolean last = batch + 1 == stepsPerEpoch;
            if (!last && (step == 1 || (batch + 1) % stepsPerPoint == 0)) {
                listener.on(new AttemptEvent.Measured(epoch, step, point()));
            }
        }
        double lastRate = learningRate.at(epoch, step - 1);
        learningRate.afterEpoch(epoch, sinceEpoch.accuracy());
        Map<String, Double> epochMeans = new TreeMap<>();
        sinceEpoch.putInto(epochMeans, "train");
        Map<String, Double> values = point();
        epoch++;
        describeEpoch(values, lastRate);
        Dataset validation = splits.validation();
        if (validation != null) {
            evaluate(validation).putInto(values, "validation");
        }
        evaluate(splits.test()).putInto(values, "test");
        listener.on(new AttemptEvent.Measured(epoch, step, values));
        if (improvement != null) {
            values.putAll(epochMeans);
            improvement.afterEpoch(values, engine);
        }
    }

    private Outcome.Trained trained() {
        if (improvement != null && epoch < spec.epochs()) {
            listener.on(new AttemptEvent.Noted(
                    "stopped-early",
                    "training ended after epoch " + epoch + " of " + spec.epochs() + ": no improvement any more"));
        }
        if (improvement == null || !improvement.restores()) {
            return new Outcome.Trained(engine.parameters(), epoch, step, epoch, step);
        }
        listener.on(new AttemptEvent.Noted(
                "best-restored", "the model is that of an earlier epoch: " + improvement.describeBest()));
        int best = improvement.bestEpoch();
        return new Outcome.Trained(improvement.bestParameters(), epoch, step, best, (long) best * stepsPerEpoch);
    }

    private void trainBatch(Batch batch, int index, double rate) throws Ended {
        long start = System.nanoTime();
        BatchOutcome outcome = engine.forward(batch);
        requireFinite(outcome, "the training loss of batch " + (index + 1) + " in epoch " + (epoch + 1));
        long afterForward = System.nanoTime();
        engine.adjoint();
        long afterBoth = System.nanoTime();
        long afterAdjoint = afterBoth - (long) (engine.gatherShare() * (afterBoth - afterForward));
        engine.gather();
        long afterGather = System.nanoTime();
        engine.optimise(rate);
        long end = System.nanoTime();
        step++;
        sincePoint.add(outcome);
        sinceEpoch.add(outcome);
        trainingNanos += end - start;
        meters.trained(batch.size(), start, afterForward, afterAdjoint, afterGather, end);
    }

    private Map<String, Double> point() {
        Map<String, Double> values = new TreeMap<>();
        sincePoint.putInto(values, "train");
        sincePoint = tally();
        return values;
    }

    private void describeEpoch(Map<String, Double> values, double rate) {
        values.put("train.learningRate", rate);
        values.put("train.samplesPerSecond", sinceEpoch.samples() * 1e9 / Math.max(1, trainingNanos));
        for (Population population : network.populations()) {
            if (population.spiking()) {
                values.put(
                        "train.spikesPerNeuron." + population.name(),
                        sinceEpoch.spikesPerNeuron(population.index(), population.size()));
            }
        }
        sinceEpoch = tally();
        trainingNanos = 0;
    }

    private Tally evaluate(Dataset data) throws Ended {
        long start = System.nanoTime();
        Tally tally = tally();
        BatchOrder order = BatchOrder.inSequence(data.size(), Math.max(EVALUATION_BATCH, spec.batchSize()));
        for (int batch = 0; batch < order.batches(); batch++) {
            stopIfAsked();
            BatchOutcome outcome = engine.forward(new Batch(data, order.batch(batch)));
            requireFinite(outcome, "the loss in the evaluation after epoch " + epoch);
            tally.add(outcome);
        }
        meters.evaluated(System.nanoTime() - start);
        return tally;
    }

    private void requireFinite(BatchOutcome outcome, String what) throws Ended {
        if (!Double.isFinite(outcome.loss())) {
            throw new Ended(new Outcome.Failed(
                    FailureKind.NUMERICS,
                    "loss-not-finite",
                    what + " is " + outcome.loss() + " after " + step
                            + " weight updates; lower /training/optimiser/learningRate or the initial weights"));
        }
    }

    private void stopIfAsked() throws Ended {
        if (stop.getAsBoolean()) {
            throw new Ended(new Outcome.Stopped());
        }
    }

    private Tally tally() {
        return new Tally(network.populations().size());
    }

    /** Leaves the loops, from whichever depth. */
    private static final class Ended extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Outcome outcome;

        Ended(Outcome outcome) {
            this.outcome = outcome;
        }
    }
}
