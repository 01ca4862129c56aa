package dev.backspike.engine;

import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Tensor;
import java.util.List;

/**
 * Runs one network on one device and owns its parameters and optimiser state there. The phases of a training step are
 * called in order; evaluation needs only the first. Replicas that share a batch reduce between the phases:
 *
 * <pre>
 * phase                              a share's result            reduced over the shares by
 * {@link #forward}   trials, tape                 outcome, spike counts       {@link SpikeCounts#plus}
 * {@link #backward}  adjoint, gradient            parts of the gradient       {@link PartialGradient#sum}
 * {@link #optimise}  a step everywhere            -
 * </pre>
 *
 * The gradient is that of the batch's <em>summed</em> loss; {@link #optimise} divides by the number of samples. Sums
 * are those of {@link Blocks}: the same bits for any number of threads and any split into shares.
 *
 * <p>Called by one thread at a time; engines use threads of their own inside a phase. An engine that runs on a device
 * of its own also implements {@link DeviceTelemetry}.
 */
public interface Engine extends AutoCloseable {

    /** How the engine is named in events and measurements: {@code event}, {@code cpu}, {@code cuda}. */
    String name();

    /** Threads used inside a phase. */
    int threads();

    /** Runs every sample of the share for a whole trial and records the tape that {@link #backward} reads. */
    BatchOutcome forward(Share share);

    /** Runs a whole batch forward. */
    default BatchOutcome forward(Batch batch) {
        return forward(Share.whole(batch));
    }

    /**
     * Runs the adjoint equations backwards over the tape of the last {@link #forward} and leaves the gradient of the
     * share's summed loss, rate regularisation included.
     *
     * @param batch the spikes of the whole batch, not only of the share
     * @throws IllegalStateException if there is no tape
     */
    void backward(SpikeCounts batch);

    /**
     * Copies of the last {@link #backward}'s gradients, as few as the tree of {@link Blocks} allows: one if the share
     * was a whole batch or a half or quarter of it, none if the share was empty or the gradient has been replaced.
     */
    List<PartialGradient> partialGradients();

    /**
     * Copies of the gradient of the batch's summed loss, for the learnable ones of {@link #parameters()}, in order.
     *
     * @throws IllegalStateException if the last share was not a whole batch and its gradient has not been replaced
     */
    List<Tensor> gradients();

    /**
     * Replaces the gradient, by the sum over all shares of the batch.
     *
     * @throws IllegalArgumentException if the tensors do not have the names, shapes and types of {@link #gradients()}
     */
    void replaceGradients(List<Tensor> gradients);

    /**
     * Changes the parameters by the gradient of the mean loss.
     *
     * @param samples of the batch, by which the gradient is divided
     * @throws IllegalStateException as {@link #gradients()}
     */
    void optimise(double learningRate, int samples);

    /** Spikes that the last {@link #backward} crossed, of all the share's trials, whose |I - V| was clamped. */
    long clampedSpikes();

    /** Copies of all individual values, a tensor for each of {@link Network#parameters()}, in its order. */
    List<Tensor> parameters();

    /** A copy of all that {@link #optimise} changes: what a resumed training needs to continue with the same bits. */
    EngineState state();

    /**
     * Restores a state. The last forward pass is forgotten.
     *
     * @throws IllegalArgumentException if its tensors do not have the names, shapes and types of {@link #state()}
     */
    void restore(EngineState state);

    @Override
    void close();
}
