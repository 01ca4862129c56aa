package dev.backspike.engine.training;

import dev.backspike.common.code.NoteCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Logged.Level;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.TrainingSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.DeviceTelemetry;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.PhaseTimes;
import dev.backspike.engine.StoppedException;
import dev.backspike.engine.dataset.Augmentation;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.Splits;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One training, epoch by epoch.
 *
 * <p>Points of {@code train.runningLoss} and {@code train.runningAccuracy} are means over the samples since the point
 * before; they come after the first batch of the job, about {@value #POINTS_PER_EPOCH} times in an epoch, and at its
 * end. All other series have one point an epoch, at its end: {@code train.loss} and {@code train.accuracy} are means
 * over all samples of the epoch. No series has two points at one step.
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
    private final StopSignal stop;
    private final CheckpointSink checkpoints;
    private final PhaseTiming timing;
    private final LearningRate learningRate;
    private final Augmentation augmentation;
    private final SilentNeurons silentNeurons;
    private final @Nullable Improvement improvement;
    private final FiniteChecks finite;
    private final EpochWarnings warnings;
    /** Whether gradients are checked after each batch; reading those of a device would stop it each time. */
    private final boolean gradientsOnHost;

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
            StopSignal stop,
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
        finite = new FiniteChecks(engine);
        warnings = new EpochWarnings(job, network, listener);
        gradientsOnHost = !(engine instanceof DeviceTelemetry);
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
        finite.kept(epoch, step);
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
        EngineState state = engine.state();
        finite.requireState(state, afterBatch());
        finite.kept(epoch, step);
        return new Checkpoint(
                SpecHash.of(job),
                engine.name(),
                epoch,
                step,
                state,
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
            finite.requireParameters(engine.parameters(), "before the first batch");
            return train();
        } catch (NotFiniteException e) {
            return e.outcome();
        }
    }

    private Outcome train() {
        try {
            while (goesOn()) {
                Map<String, Double> values = trainEpoch();
                if (goesOn()) {
                    silentNeurons.revive(engine, epoch);
                }
                checkpoints.afterEpoch(epoch, values, this::checkpoint);
            }
            return trained();
        } catch (StoppedException e) {
            // Between two batches, or within one, which then counts as not begun: only its last phase changes
            // parameters, and that is not interrupted.
            return stopped();
        }
    }

    private void describe() {
        DataNotes.tell(splits, network.duration(), listener);
        listener.log(
                Level.INFO,
                "engine " + engine.name() + ", " + engine.threads() + " threads; " + stepsPerEpoch
                        + " weight updates an epoch; "
                        + network.populations().stream()
                                .map(population -> population.name() + " " + population.size())
                                .collect(Collectors.joining(", ")));
    }

    private boolean goesOn() {
        return epoch < spec.epochs() && (improvement == null || !improvement.exhausted());
    }

    /** @return what was measured, by series, with the losses and accuracies of the whole epoch */
    private Map<String, Double> trainEpoch() {
        Dataset train = augmentation.in(epoch);
        BatchOrder order = BatchOrder.shuffled(train.size(), spec.batchSize(), spec.seed(), epoch);
        while (batch < stepsPerEpoch) {
            stopIfAsked();
            trainBatch(new Batch(train, order.batch(batch)), learningRate.at(epoch, step));
            boolean last = batch == stepsPerEpoch;
            if (!last && (step == 1 || batch % stepsPerPoint == 0)) {
                requireFiniteGradient();
                listener.on(new AttemptEvent.Measured(epoch, step, point()));
            }
        }
        finite.requireParameters(engine.parameters(), afterBatch());
        // Before the epoch's sums are used up: if it is stopped here, the checkpoint is one within the epoch.
        Map<String, Double> evaluated = evaluate();
        double lastRate = learningRate.at(epoch, step - 1);
        learningRate.afterEpoch(epoch, sinceEpoch.accuracy());
        Map<String, Double> whole = new TreeMap<>(evaluated);
        sinceEpoch.putInto(whole, "train");
        Map<String, Double> values = point();
        values.putAll(whole);
        warnings.after(epoch + 1, sinceEpoch);
        epoch++;
        batch = 0;
        describeEpoch(values, lastRate);
        listener.on(new AttemptEvent.Measured(epoch, step, values));
        if (improvement != null) {
            improvement.afterEpoch(whole, engine);
        }
        return whole;
    }

    private Map<String, Double> evaluate() {
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
            return last();
        }
        if (epoch < spec.epochs()) {
            listener.on(new AttemptEvent.Noted(
                    NoteCode.STOPPED_EARLY,
                    "training ended after epoch " + epoch + " of " + spec.epochs() + ": no improvement any more"));
        }
        Improvement.Best best = improvement.restored();
        if (best == null) {
            return last();
        }
        finite.requireParameters(best.parameters(), "in the best epoch, " + best.epoch());
        listener.on(new AttemptEvent.Noted(
                NoteCode.BEST_RESTORED, "the model is that of an earlier epoch: " + improvement.describe(best)));
        return new Outcome.Trained(best.parameters(), epoch, best.epoch(), (long) stepsPerEpoch * best.epoch());
    }

    private Outcome.Trained last() {
        List<Tensor> parameters = engine.parameters();
        finite.requireParameters(parameters, "at the end of the training");
        return new Outcome.Trained(parameters, epoch, epoch, step);
    }

    private void trainBatch(Batch samples, double rate) {
        long start = System.nanoTime();
        BatchOutcome outcome = engine.forward(samples);
        finite.requireLoss(outcome.loss(), "the training loss of batch " + batchName(batch + 1), step);
        long afterForward = System.nanoTime();
        engine.backward(outcome.counts());
        long afterBackward = System.nanoTime();
        if (gradientsOnHost) {
            finite.requireGradient("batch " + batchName(batch + 1));
        }
        engine.optimise(rate, outcome.samples());
        long end = System.nanoTime();
        step++;
        batch++;
        sincePoint.add(outcome);
        sinceEpoch.add(outcome);
        silentNeurons.add(outcome);
        clampedSpikes += engine.clampedSpikes();
        trainingNanos += end - start;
        PhaseTimes byHost = new PhaseTimes(afterForward - start, afterBackward - afterForward, end - afterBackward);
        timing.trained(samples.size(), end - start, byHost);
    }

    private Map<String, Double> point() {
        Map<String, Double> values = new TreeMap<>();
        values.put("train.runningLoss", sincePoint.loss());
        values.put("train.runningAccuracy", sincePoint.accuracy());
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

    private Tally evaluate(Dataset data) {
        timing.evaluating();
        long start = System.nanoTime();
        Tally tally = tally();
        BatchOrder order = BatchOrder.inSequence(data.size(), Math.max(EVALUATION_BATCH, spec.batchSize()));
        for (int part = 0; part < order.batches(); part++) {
            stopIfAsked();
            BatchOutcome outcome = engine.forward(new Batch(data, order.batch(part)));
            finite.requireLoss(outcome.loss(), "the loss in the evaluation after epoch " + (epoch + 1), step);
            tally.add(outcome);
        }
        timing.evaluated(System.nanoTime() - start);
        return tally;
    }

    /** Of a device, at a point, where the host waits for it in any case. */
    private void requireFiniteGradient() {
        if (!gradientsOnHost) {
            finite.requireGradient("batch " + batchName(batch));
        }
    }

    private String batchName(int number) {
        return number + " in epoch " + (epoch + 1);
    }

    /** When the parameters became what they are. */
    private String afterBatch() {
        return batch == 0 ? "after epoch " + epoch : "after batch " + batchName(batch);
    }

    private void stopIfAsked() {
        if (stop.shouldStop()) {
            throw new StoppedException();
        }
    }

    private Outcome stopped() {
        if (step > 0) {
            checkpoints.onStop(this::checkpoint);
        }
        return new Outcome.Stopped();
    }

    private Tally tally() {
        return new Tally(network.populations().size());
    }
}
