package dev.backspike.engine.training;

import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.DeviceTelemetry;
import dev.backspike.engine.Engine;
import dev.backspike.engine.PhaseTimes;
import dev.backspike.engine.Share;
import dev.backspike.engine.collective.Collective;

/**
 * Runs batches through the phases of the engine, this replica's share of each, and reduces between the phases, so that
 * what it returns is of the whole batch and the same for every replica.
 */
final class BatchRunner {

    private final Engine engine;
    private final Collective collective;
    private final FiniteChecks finite;
    private final PhaseTiming timing;
    /** Whether gradients are checked after each batch; reading those of a device would stop it each time. */
    private final boolean gradientsOnHost;

    BatchRunner(Engine engine, Collective collective, FiniteChecks finite, PhaseTiming timing) {
        this.engine = engine;
        this.collective = collective;
        this.finite = finite;
        this.timing = timing;
        gradientsOnHost = !(engine instanceof DeviceTelemetry);
    }

    /** @param nanos duration of the step */
    record Step(BatchOutcome outcome, long clampedSpikes, long nanos) {}

    /**
     * Changes the parameters by the gradient of a batch.
     *
     * @param name of the batch, for people
     * @param steps weight updates before it
     */
    Step train(Batch batch, double rate, String name, long steps) {
        Share share = collective.share(batch);
        long start = System.nanoTime();
        BatchOutcome own = engine.forward(share);
        long afterForward = System.nanoTime();
        BatchOutcome outcome = collective.reduce(own);
        long afterOutcome = System.nanoTime();
        finite.requireLoss(outcome.loss(), "the training loss of batch " + name, steps);
        engine.backward(outcome.counts());
        long afterBackward = System.nanoTime();
        collective.reduceGradient(engine, share);
        long afterGradient = System.nanoTime();
        if (gradientsOnHost) {
            finite.requireGradient("batch " + name);
        }
        engine.optimise(rate, outcome.samples());
        long end = System.nanoTime();
        long clamped = collective.clampedSpikes(engine);
        PhaseTimes byHost = new PhaseTimes(
                afterForward - start,
                afterBackward - afterOutcome,
                end - afterGradient,
                afterOutcome - afterForward + afterGradient - afterBackward);
        timing.trained(own.samples(), end - start, byHost);
        return new Step(outcome, clamped, end - start);
    }

    /** Runs a batch forward only. */
    BatchOutcome evaluate(Batch batch) {
        return collective.reduce(engine.forward(collective.share(batch)));
    }

    /** Checks the gradient of the last batch, of a device, at a point, where the host waits for it in any case. */
    void requireFiniteGradient(String name) {
        if (!gradientsOnHost) {
            finite.requireGradient("batch " + name);
        }
    }
}
