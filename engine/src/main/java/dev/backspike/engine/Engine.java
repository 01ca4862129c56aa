package dev.backspike.engine;

import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs one network on one device and owns its parameters and optimiser state there. The phases of a training step are
 * called in order: {@link #forward}, {@link #adjoint}, {@link #gather}, {@link #optimise}; evaluation needs only the
 * first. Called by one thread at a time; engines use threads of their own inside a phase. The result is the same, bit
 * for bit, for any number of threads.
 */
public interface Engine extends AutoCloseable {

    /** How the engine is named in events and measurements: {@code event}, {@code cpu}, {@code cuda}. */
    String name();

    /** Threads used inside a phase. */
    int threads();

    /** Runs every sample of the batch for a whole trial and records the tape that {@link #adjoint} reads. */
    BatchOutcome forward(Batch batch);

    /** Runs the adjoint equations backwards over the tape of the last {@link #forward}. */
    void adjoint();

    /**
     * Which part of the last {@link #adjoint}'s time went into sums of the gradient, 0 to 1. Engines may interleave the
     * two phases to keep memory small, and then measure them themselves.
     */
    default double gatherShare() {
        return 0;
    }

    /** Sums the gradient of the batch's mean loss from what {@link #adjoint} left. */
    void gather();

    /** Changes the parameters by the last {@link #gather}'s gradient. */
    void optimise(double learningRate);

    /**
     * Waits for phases that an engine has only begun when their methods return; their failures show here at the latest.
     */
    default void await() {}

    /**
     * Time that a device has worked on the phases since the last call, as far as that is known by now; null from
     * engines whose phases have ended when their methods return.
     */
    default @Nullable PhaseTimes takePhaseTimes() {
        return null;
    }

    /** Memory of the device that the engine runs on; null if that is the host. */
    default @Nullable DeviceMemory deviceMemory() {
        return null;
    }

    /** Spikes that the last {@link #adjoint} crossed, of all trials, whose |I - V| was clamped. */
    long clampedSpikes();

    /** Copies of all individual values, a tensor for each of {@link Network#parameters()}, in its order. */
    List<Tensor> parameters();

    /** Copies of the last {@link #gather}'s gradients, for the learnable ones of {@link #parameters()}, in order. */
    List<Tensor> gradients();

    /** A copy of all that {@link #optimise} changes: what a training needs to go on from here, bit for bit. */
    EngineState state();

    /**
     * Puts a state back. The last forward pass is forgotten.
     *
     * @throws IllegalArgumentException if its tensors do not have the names, shapes and types of {@link #state()}
     */
    void restore(EngineState state);

    @Override
    void close();
}
