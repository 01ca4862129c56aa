package dev.backspike.engine.training;

import dev.backspike.common.code.NoteCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Logged.Level;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.TrainingSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.StoppedException;
import dev.backspike.engine.collective.Collective;
import dev.backspike.engine.dataset.Augmentation;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.Splits;
import dev.backspike.engine.network.Network;
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

    private final JobSpec job;
    private final TrainingSpec spec;
    private final Network network;
    private final Splits splits;
    private final Engine engine;
    private final Collective collective;
    private final TrainingListener listener;
    private final StopSignal stop;
    private final CheckpointSink checkpoints;
    private final BatchRunner batches;
    private final Evaluation evaluation;
    private final LearningRate learningRate;
    private final Augmentation augmentation;
    private final @Nullable Improvement improvement;
    private final FiniteChecks finite;
    private final EpochWarnings warnings;
    private final EpochSums sums;

    private final int stepsPerEpoch;
    private final int stepsPerPoint;

    private int epoch;
    /** Weight updates of the epoch that has begun. */
    private int batch;

    private long step;

    TrainingRun(
            JobSpec job,
            EngineOptions options,
            Splits splits,
            Engine engine,
            Collective collective,
            TrainingListener listener,
            StopSignal stop,
            CheckpointSink checkpoints,
            PhaseListener phases) {
        this.job = job;
        this.spec = job.training();
        this.network = options.network();
        this.splits = splits;
        this.engine = engine;
        this.collective = collective;
        this.listener = listener;
        this.stop = stop;
        this.checkpoints = checkpoints;
        PhaseTiming timing = new PhaseTiming(engine, phases);
        augmentation = Augmentation.of(splits.train(), spec.augmentation(), spec.seed(), network.duration());
        learningRate = new LearningRate(spec.optimiser(), spec.epochs());
        improvement = spec.earlyStopping() == null ? null : new Improvement(spec.earlyStopping());
        finite = new FiniteChecks(engine);
        batches = new BatchRunner(engine, collective, finite, timing);
        evaluation = new Evaluation(splits, spec.batchSize(), batches, finite, timing, stop);
        sums = new EpochSums(spec, options);
        warnings = new EpochWarnings(job, network, listener);
        stepsPerEpoch = Math.ceilDiv(splits.train().size(), spec.batchSize());
        stepsPerPoint = Math.max(1, stepsPerEpoch / POINTS_PER_EPOCH);
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
                "training resumes after epoch " + epoch + " and " + batch + " batches, from a checkpoint"
                        + by(checkpoint.engine())));
    }

    private void goOnWithin(Checkpoint.@Nullable Within within) {
        long batches = step - (long) epoch * stepsPerEpoch;
        if (batches < 0 || batches > (within == null ? 0 : stepsPerEpoch)) {
            throw new CheckpointRefusedException("it is of step " + step + " in epoch " + (epoch + 1)
                    + ", but an epoch of the job has " + stepsPerEpoch + " steps");
        }
        batch = (int) batches;
        sums.restore(within);
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
                batch == 0 ? null : sums.state());
    }

    Outcome run() {
        listener.on(new AttemptEvent.Started(
                engine.name(), engine.threads(), spec.epochs(), (long) stepsPerEpoch * spec.epochs()));
        describe();
        try {
            finite.requireParameters(engine.parameters(), "before the first batch");
            collective.begin(network, engine, step);
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
                    sums.silentNeurons().revive(engine, epoch);
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
                batches.requireFiniteGradient(batchName(batch));
                listener.on(new AttemptEvent.Measured(epoch, step, sums.point()));
            }
        }
        finite.requireParameters(engine.parameters(), afterBatch());
        // Before the epoch's sums are used up: if it is stopped here, the checkpoint is one within the epoch.
        Map<String, Double> evaluated = evaluation.after(epoch + 1, step, sums);
        double lastRate = learningRate.at(epoch, step - 1);
        learningRate.afterEpoch(epoch, sums.sinceEpoch().accuracy());
        Map<String, Double> whole = new TreeMap<>(evaluated);
        sums.sinceEpoch().putInto(whole, "train");
        Map<String, Double> values = sums.point();
        values.putAll(whole);
        warnings.after(epoch + 1, sums.sinceEpoch());
        epoch++;
        batch = 0;
        sums.endInto(values, lastRate);
        listener.on(new AttemptEvent.Measured(epoch, step, values));
        if (improvement != null) {
            improvement.afterEpoch(whole, engine);
        }
        return whole;
    }

    private Outcome.Trained trained() {
        if (improvement == null) {
            return last();
        }
        if (epoch < spec.epochs()) {
            listener.on(new AttemptEvent.Noted(
                    NoteCode.STOPPED_EARLY,
                    "training ended after epoch " + epoch + " of " + spec.epochs() + ": no further improvement"));
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
        BatchRunner.Step made = batches.train(samples, rate, batchName(batch + 1), step);
        step++;
        batch++;
        sums.add(made);
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
}
