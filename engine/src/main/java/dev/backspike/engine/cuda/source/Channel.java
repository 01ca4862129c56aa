package dev.backspike.engine.cuda.source;

import dev.backspike.engine.clock.ClosedForm;
import dev.backspike.engine.clock.LinearReadout;
import dev.backspike.engine.network.Population;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A synaptic current of a population.
 *
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
        int id,
        Population target,
        List<Source> sources,
        int rows,
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

    /**
     * The rows of a connection in a channel: row {@code firstRow + i} belongs to its presynaptic neuron i.
     *
     * @param delay of all spikes in steps; 0 where each synapse has its own
     */
    public record Source(int connection, Population population, int firstRow, int delay) {}

    /** Where the row of a source's first neuron starts. */
    public int weightBase(Source source) {
        return weightBase + source.firstRow() * stride;
    }

    /** @throws NullPointerException where neurons have constants of their own */
    public ClosedForm form() {
        return Objects.requireNonNull(shared);
    }

    public boolean own() {
        return shared == null;
    }

    /** Whether each synapse has a delay of its own; there is a single source then. */
    public boolean ownDelays() {
        return gridBase >= 0;
    }

    public boolean keepsDiff() {
        return diffBase >= 0;
    }
}
