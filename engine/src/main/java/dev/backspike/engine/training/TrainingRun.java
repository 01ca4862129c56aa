package dev.backspike.engine.training;

import dev.backspike.common.code.FailureCode;
import dev.backspike.common.code.NoteCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Logged.Level;
import dev.backspike.common.event.FailureKind;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.TrainingSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.PhaseTimes;
import dev.backspike.engine.dataset.Augmentation;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.Splits;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
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

    private final JobSpec job;
    private final TrainingSpec spec;
    private final Network network;
    private final Splits splits;
    private final Engine engine;
    private final TrainingListener listener;
    private final BooleanSupplier stop;
    private final CheckpointSink checkpoints;
    private final PhaseTiming timing;
    private final LearningRate learningRate;
    private final Augmentation augmentation;
    private final SilentNeurons silentNeurons;
    private final @Nullable Improvement improvement;
    private final int stepsPerEpoch;
    private final int stepsPerPoint;

    private int epoch;
    /** Weight updates of the epoch that has begun. */
    private int batch;

    private long step;
    private Tally sincePoint;
    private Tally sinceEpoch;
    private long clampedSpikes;
    private long trainingNanos;

    TrainingRun(
            JobSpec job,
            EngineOptions options,
            Splits splits,
            Engine engine,
            TrainingListener listener,
            BooleanSupplier stop,
            CheckpointSink checkpoints,
            PhaseListener phases) {
        this.job = job;
        this.spec = job.training();
        this.network = options.network();
        this.splits = splits;
        this.engine = engine;
        this.listener = listener;
        this.stop = stop;
        this.checkpoints = checkpoints;
        timing = new PhaseTiming(engine, phases);
        augmentation = Augmentation.of(splits.train(), spec.augmentation(), spec.seed(), network.duration());
        learningRate = new LearningRate(spec.optimiser(), spec.epochs());
        silentNeurons = new SilentNeurons(spec, network, options.initial());
        improvement = spec.earlyStopping() == null ? null : new Improvement(spec.earlyStopping());
        stepsPerEpoch = Math.ceilDiv(splits.train().size(), spec.batchSize());
        stepsPerPoint = Math.max(1, stepsPerEpoch / POINTS_PER_EPOCH);
        sincePoint = tally();
        sinceEpoch = tally();
    }

    /**
     * Before {@link #run()}.
     *
     * @throws CheckpointRefusedException if it is not one of this job
     */
    void goOnFrom(Checkpoint checkpoint) {
        checkpoint.requireOf(job);
        try {
            engine.restore(checkpoint.state());
        } catch (IllegalArgumentException e) {
            throw new CheckpointRefusedException(String.valueOf(e.getMessage()), e);
        }
        learningRate.restore(checkpoint.plateau());
        if (improvement != null && checkpoint.best() != null) {
            improvement.restore(checkpoint.best(), checkpoint.epoch());
        }
        epoch = checkpoint.epoch();
        step = checkpoint.step();
        goOnWithin(checkpoint.within());
        listener.on(new AttemptEvent.Noted(
                NoteCode.RESUMED,
                "training goes on after epoch " + epoch + " and " + batch + " batches, from a checkpoint"
                        + by(checkpoint.engine())));
    }

    private void goOnWithin(Checkpoint.@Nullable Within within) {
        long batches = step - (long) epoch * stepsPerEpoch;
        if (batches < 0 || batches > (within == null ? 0 : stepsPerEpoch)) {
            throw new CheckpointRefusedException("it is of step " + step + " in epoch " + (epoch + 1)
                    + ", but an epoch of the job has " + stepsPerEpoch + " steps");
        }
        batch = (int) batches;
        if (within != null) {
            sincePoint = within.sincePoint();
            sinceEpoch = within.sinceEpoch();
            clampedSpikes = within.clampedSpikes();
            trainingNanos = within.trainingNanos();
            silentNeurons.restore(within.spiked());
        }
    }

    private String by(String otherEngine) {
        return otherEngine.equals(engine.name())
                ? ""
                : " of the engine " + otherEngine + ": the result differs from that of an uninterrupted training";
    }

    private Checkpoint checkpoint() {
        return new Checkpoint(
                SpecHash.of(job),
                engine.name(),
                epoch,
                step,
                engine.state(),
                learningRate.state(),
                improvement == null ? null : improvement.state(),
                batch == 0
                        ? null
                        : new Checkpoint.Within(
                                Tally.parse(sincePoint.text()),
                                Tally.parse(sinceEpoch.text()),
                                clampedSpikes,
                                trainingNanos,
                                silentNeurons.spiked()));
    }

    Outcome run() {
        listener.on(new AttemptEvent.Started(
                engine.name(), engine.threads(), spec.epochs(), (long) stepsPerEpoch * spec.epochs()));
        describe();
        try {
            while (goesOn()) {
                Map<String, Double> values = trainEpoch();
                if (goesOn()) {
                    silentNeurons.revive(engine, epoch);
                }
                checkpoints.afterEpoch(epoch, values, this::checkpoint);
            }
            return trained();
        } catch (Ended e) {
            return e.outcome;
        }
    }

    private void describe() {
        Dataset validation = splits.validation();
        listener.log(
                Level.INFO,
                "data: " + splits.train().size() + " training, " + (validation == null ? "no" : validation.size())
                        + " validation and " + splits.test().size() + " test samples; " + stepsPerEpoch
                        + " weight updates an epoch");
        listener.log(
                Level.INFO,
                "engine " + engine.name() + ", " + engine.threads() + " threads; "
                        + network.populations().stream()
                                .map(population -> population.name() + " " + population.size())
                                .collect(Collectors.joining(", ")));
    }

    private boolean goesOn() {
        return epoch < spec.epochs() && (improvement == null || !improvement.exhausted());
    }

    /** @return what was measured, by series, with the losses and accuracies of the whole epoch */
    private Map<String, Double> trainEpoch() throws Ended {
        Dataset train = augmentation.in(epoch);
        BatchOrder order = BatchOrder.shuffled(train.size(), spec.batchSize(), spec.seed(), epoch);
        while (batch < stepsPerEpoch) {
            stopIfAsked();
            trainBatch(new Batch(train, order.batch(batch)), learningRate.at(epoch, step));
            boolean last = batch == stepsPerEpoch;
            if (!last && (step == 1 || batch % stepsPerPoint == 0)) {
                listener.on(new AttemptEvent.Measured(epoch, step, point()));
            }
        }
        // Before the epoch's sums are used up: if it is stopped here, the checkpoint is one within the epoch.
        Map<String, Double> evaluated = evaluate();
        double lastRate = learningRate.at(epoch, step - 1);
        learningRate.afterEpoch(epoch, sinceEpoch.accuracy());
        Map<String, Double> whole = new TreeMap<>(evaluated);
        sinceEpoch.putInto(whole, "train");
        Map<String, Double> values = point();
        values.putAll(evaluated);
        epoch++;
        batch = 0;
        describeEpoch(values, lastRate);
        listener.on(new AttemptEvent.Measured(epoch, step, values));
        if (improvement != null) {
            improvement.afterEpoch(whole, engine);
        }
        return whole;
    }

    private Map<String, Double> evaluate() throws Ended {
        Map<String, Double> values = new TreeMap<>();
        Dataset validation = splits.validation();
        if (validation != null) {
            evaluate(validation).putInto(values, "validation");
        }
        evaluate(splits.test()).putInto(values, "test");
        return values;
    }

    private Outcome.Trained trained() {
        if (improvement == null) {
            return new Outcome.Trained(engine.parameters(), epoch, epoch, step);
        }
        if (epoch < spec.epochs()) {
            listener.on(new AttemptEvent.Noted(
                    NoteCode.STOPPED_EARLY,
                    "training ended after epoch " + epoch + " of " + spec.epochs() + ": no improvement any more"));
        }
        Improvement.Best best = improvement.restored();
        if (best == null) {
            return new Outcome.Trained(engine.parameters(), epoch, epoch, step);
        }
        listener.on(new AttemptEvent.Noted(
                NoteCode.BEST_RESTORED, "the model is that of an earlier epoch: " + improvement.describe(best)));
        return new Outcome.Trained(best.parameters(), epoch, best.epoch(), (long) stepsPerEpoch * best.epoch());
    }

    private void trainBatch(Batch samples, double rate) throws Ended {
        long start = System.nanoTime();
        BatchOutcome outcome = engine.forward(samples);
        requireFinite(outcome, "the training loss of batch " + (batch + 1) + " in epoch " + (epoch + 1));
        long afterForward = System.nanoTime();
        engine.adjoint();
        long afterBoth = System.nanoTime();
        long afterAdjoint = afterBoth - (long) (engine.gatherShare() * (afterBoth - afterForward));
        engine.gather();
        long afterGather = System.nanoTime();
        engine.optimise(rate);
        long end = System.nanoTime();
        step++;
        batch++;
        sincePoint.add(outcome);
        sinceEpoch.add(outcome);
        silentNeurons.add(outcome);
        clampedSpikes += engine.clampedSpikes();
        trainingNanos += end - start;
        PhaseTimes byHost = new PhaseTimes(
                afterForward - start, afterAdjoint - afterForward, afterGather - afterAdjoint, end - afterGather);
        timing.trained(samples.size(), end - start, byHost);
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
        silentNeurons.putInto(values);
        if (spec.gradients().smallestSlope() > 0) {
            values.put("train.clampedSpikes", (double) clampedSpikes);
        }
        sinceEpoch = tally();
        clampedSpikes = 0;
        trainingNanos = 0;
    }

    private Tally evaluate(Dataset data) throws Ended {
        timing.evaluating();
        long start = System.nanoTime();
        Tally tally = tally();
        BatchOrder order = BatchOrder.inSequence(data.size(), Math.max(EVALUATION_BATCH, spec.batchSize()));
        for (int part = 0; part < order.batches(); part++) {
            stopIfAsked();
            BatchOutcome outcome = engine.forward(new Batch(data, order.batch(part)));
            requireFinite(outcome, "the loss in the evaluation after epoch " + (epoch + 1));
            tally.add(outcome);
        }
        timing.evaluated(System.nanoTime() - start);
        return tally;
    }

    private void requireFinite(BatchOutcome outcome, String what) throws Ended {
        if (!Double.isFinite(outcome.loss())) {
            throw new Ended(new Outcome.Failed(
                    FailureKind.NUMERICS,
                    FailureCode.LOSS_NOT_FINITE,
                    what + " is " + outcome.loss() + " after " + step
                            + " weight updates; lower /training/optimiser/learningRate or the initial weights"));
        }
    }

    private void stopIfAsked() throws Ended {
        if (stop.getAsBoolean()) {
            if (step > 0) {
                checkpoints.onStop(this::checkpoint);
            }
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
