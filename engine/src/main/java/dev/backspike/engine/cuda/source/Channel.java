package dev.backspike.engine.cuda.source;

import dev.backspike.engine.clock.ClosedForm;
import dev.backspike.engine.clock.LinearReadout;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.plan.Current;
import dev.backspike.engine.plan.Current.Source;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A synaptic current of a population, in the device's memory.
 *
 * @param stride of a row
 * @param direct whether into a {@link LinearReadout}
 * @param weightBase where the first row starts
 * @param traceBase where lambda_I starts in a trial's trace
 * @param diffBase likewise lambda_V - lambda_I; -1 where no spike reads it after its own grid point
 * @param memBase likewise g_I of a learnt tauMem ({@code neuron.cu}); -1 where nothing reads it later
 * @param synBase likewise of a learnt tauSyn
 * @param gridRows of the trace: the grid points, and one of zeros if spikes can arrive after them
 * @param gridBase where the delays of its synapses start among all, in steps; -1 where they share one
 * @param constants where those of its neurons start among all; -1 where they share them
 * @param shared null where neurons have constants of their own
 */
public record Channel(
        Current current,
        int stride,
        boolean direct,
        int weightBase,
        int traceBase,
        int diffBase,
        int memBase,
        int synBase,
        int gridRows,
        int gridBase,
        int constants,
        @Nullable ClosedForm shared) {

    /** Number of the current, which its names in the kernels end with. */
    public int id() {
        return current.index();
    }

    public Population target() {
        return current.target();
    }

    public List<Source> sources() {
        return current.sources();
    }

    public int rows() {
        return current.rows();
    }

    /** The index at which the row of a source's first neuron starts. */
    public int weightBase(Source source) {
        return weightBase + source.firstRow() * stride;
    }

    /** @throws NullPointerException where neurons have constants of their own */
    public ClosedForm form() {
        return Objects.requireNonNull(shared);
    }

    public boolean individualTaus() {
        return shared == null;
    }

    public boolean keepsDiff() {
        return diffBase >= 0;
    }
}
