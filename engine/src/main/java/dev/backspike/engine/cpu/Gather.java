package dev.backspike.engine.cpu;

import dev.backspike.engine.Parallel;
import dev.backspike.engine.cpu.HostLayout.Channel;
import dev.backspike.engine.cpu.HostLayout.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The gradient of the summed loss of a block of a batch: for each weight -tauSyn times the sum of lambda_I, and for a
 * learnt delay its weight times the sum of lambda_V - lambda_I, over the arrivals of its presynaptic neuron's spikes,
 * in the order of the samples and of time. Derivatives by time constants and by the weights of a {@link DirectReadout}
 * are added up of the tapes.
 *
 * <pre>
 * sums of a block     tile 0 | tile 1 | ... | rows of direct channels | time constants, in double precision until here
 * a tile              some columns of a channel, which are read from memory once a sample and summed out of the cache:
 *                     [rows][width] of weights, then the same of delays where they are learnt
 * </pre>
 *
 * Each block is summed by one thread, into sums of its own, see {@link Backward}.
 */
final class Gather {

    /**
     * Columns [column, column + width) of a channel.
     *
     * @param base where its sums begin
     */
    private record Tile(Channel channel, int column, int width, int base) {

        /** Sums of weights; as many of delays follow where they are learnt. */
        int size() {
            return channel.rows() * width;
        }

        /** The index in a trace at which this source starts, given that of its channel. */
        int in(int channelBase) {
            return Aligned.LEAD + channelBase + column / HostLayout.TILE * channel.tileSpan();
        }
    }

    private final HostLayout layout;
    private final InnerLoops loops;
    private final Parameters parameters;
    private final List<Tile> tiles = new ArrayList<>();
    /** For each direct channel, the index at which its rows begin. */
    private final int[] directBase;
    /** For each variable, the index at which its time constants begin; -1 if it has none. */
    private final int[] tauBase;

    private final int size;

    Gather(HostLayout layout, InnerLoops loops, Parameters parameters) {
        this.layout = layout;
        this.loops = loops;
        this.parameters = parameters;
        int base = Aligned.LEAD;
        for (Channel channel : layout.stepped) {
            for (int column = 0; column < channel.stride(); column += HostLayout.TILE) {
                int width = Math.min(HostLayout.TILE, channel.stride() - column);
                Tile tile = new Tile(channel, column, width, base);
                tiles.add(tile);
                base = Math.addExact(base, length(tile));
            }
        }
        directBase = new int[layout.direct.length];
        for (int c = 0; c < directBase.length; c++) {
            directBase[c] = base;
            base = Math.addExact(base, layout.direct[c].rows() * layout.direct[c].stride());
        }
        tauBase = new int[parameters.variables.size()];
        for (int k = 0; k < tauBase.length; k++) {
            Variable variable = parameters.variables.get(k);
            boolean sums = variable.ofTimeConstants() && variable.learnable();
            tauBase[k] = sums ? base : -1;
            base = Math.addExact(base, sums ? HostLayout.padded(variable.size()) : 0);
        }
        size = base;
    }

    private boolean learnsDelays(Channel channel) {
        IndividualDelays delays = parameters.delays[channel.index()];
        return delays != null && delays.learnt();
    }

    private int length(Tile tile) {
        return learnsDelays(tile.channel()) ? 2 * tile.size() : tile.size();
    }

    /** Room for the sums of a block. */
    float[] sums() {
        return Aligned.floats(size);
    }

    /** The number of tiles in which a sample is gathered. */
    int tiles() {
        return tiles.size();
    }

    /** Begins the sums of a tile. */
    void clear(int index, float[] sums) {
        Tile tile = tiles.get(index);
        Arrays.fill(sums, tile.base(), tile.base() + length(tile), 0);
    }

    /** Adds a trial to the sums of a tile. */
    void add(int index, Tape tape, float[] trace, float[] sums) {
        Tile tile = tiles.get(index);
        int width = tile.width();
        IndividualDelays delays = parameters.delays[tile.channel().index()];
        if (delays != null) {
            addLate(tile, delays, tape.spikes[tile.channel().sources()[0].population()], trace, sums);
            return;
        }
        int start = tile.in(tile.channel().traceBase());
        for (Source source : tile.channel().sources()) {
            SpikeList spikes = tape.spikes[source.population()];
            loops.addRowsEach(
                    trace,
                    start + source.delay() * width,
                    width,
                    spikes.grid,
                    spikes.byNeuron,
                    0,
                    source.neurons(),
                    sums,
                    tile.base() + source.firstRow() * width,
                    width);
        }
    }

    /** Each synapse of a spike reads the traces where it arrives. */
    private void addLate(Tile tile, IndividualDelays delays, SpikeList spikes, float[] trace, float[] sums) {
        Channel channel = tile.channel();
        int lambdaI = tile.in(channel.traceBase());
        int diff = delays.learnt() ? tile.in(channel.diffBase()) : -1;
        int columns = Math.min(tile.width(), channel.target().size() - tile.column());
        for (int i = 0; i < channel.rows(); i++) {
            int d = i * channel.target().size() + tile.column();
            int out = tile.base() + i * tile.width();
            for (int k = spikes.byNeuron[i]; k < spikes.byNeuron[i + 1]; k++) {
                addLate(tile, delays.grid, d, spikes.grid[k], columns, trace, lambdaI, sums, out);
                if (delays.learnt()) {
                    addLate(tile, delays.grid, d, spikes.grid[k], columns, trace, diff, sums, out + tile.size());
                }
            }
        }
    }

    private void addLate(
            Tile tile, int[] delays, int d, int n, int columns, float[] trace, int start, float[] sums, int out) {
        int last = layout.steps + 1;
        for (int j = 0; j < columns; j++) {
            sums[out + j] += trace[start + Math.min(last, n + delays[d + j]) * tile.width() + j];
        }
    }

    /** Makes the gradient of a block out of the sums of a tile, after its last trial. */
    void scale(int index, float[] sums) {
        Tile tile = tiles.get(index);
        IndividualConstants individual = parameters.constants[tile.channel().index()];
        if (individual == null) {
            float scale = (float) -tile.channel().form().tauSyn();
            for (int n = tile.base(); n < tile.base() + tile.size(); n++) {
                sums[n] *= scale;
            }
        } else {
            scale(tile, individual.tauSyn, sums);
        }
        if (learnsDelays(tile.channel())) {
            scaleDelays(tile, sums);
        }
    }

    private static void scale(Tile tile, float[] tauSyn, float[] sums) {
        int columns = Math.min(tile.width(), tauSyn.length - tile.column());
        for (int row = 0; row < tile.channel().rows(); row++) {
            int at = tile.base() + row * tile.width();
            for (int j = 0; j < columns; j++) {
                sums[at + j] *= -tauSyn[tile.column() + j];
            }
        }
    }

    private void scaleDelays(Tile tile, float[] sums) {
        Channel channel = tile.channel();
        for (int row = 0; row < channel.rows(); row++) {
            int w = channel.weightBase() + row * channel.stride() + tile.column();
            int at = tile.base() + tile.size() + row * tile.width();
            for (int j = 0; j < tile.width(); j++) {
                sums[at + j] *= parameters.weights[w + j];
            }
        }
    }

    /** Sums what needs no trace, of the trials [from, to) of a block. */
    void addTapes(Tape[] tapes, int from, int to, float[] sums) {
        for (int c = 0; c < directBase.length; c++) {
            addDirect(c, tapes, from, to, sums);
        }
        for (int k = 0; k < tauBase.length; k++) {
            int taus = tauBase[k] < 0 ? 0 : parameters.variables.get(k).size();
            for (int j = 0; j < taus; j++) {
                double sum = 0;
                for (int trial = from; trial < to; trial++) {
                    sum += tapes[trial].tauGradients[k][j];
                }
                sums[tauBase[k] + j] = (float) sum;
            }
        }
    }

    private void addDirect(int c, Tape[] tapes, int from, int to, float[] sums) {
        Channel channel = layout.direct[c];
        Arrays.fill(sums, directBase[c], directBase[c] + channel.rows() * channel.stride(), 0);
        for (int trial = from; trial < to; trial++) {
            double[] byVoltage = tapes[trial].voltageGradient;
            for (int row = 0; row < channel.rows(); row++) {
                float spikes = tapes[trial].direct[c][row];
                int out = directBase[c] + row * channel.stride();
                for (int j = 0; j < byVoltage.length; j++) {
                    sums[out + j] += spikes * (float) byVoltage[j];
                }
            }
        }
    }

    /** Adds the sums of a right half to those of a left one. */
    void merge(float[] left, float[] right) {
        for (int n = Aligned.LEAD; n < size; n++) {
            left[n] += right[n];
        }
    }

    /** Writes sums to the gradients of all variables; where there is no synapse they are 0. */
    void store(Parallel parallel, float[] sums) {
        parallel.forEach(tiles.size(), (index, _) -> store(tiles.get(index), sums));
        float[] gradient = parameters.weightGradient;
        for (int c = 0; c < directBase.length; c++) {
            Channel channel = layout.direct[c];
            System.arraycopy(sums, directBase[c], gradient, channel.weightBase(), channel.rows() * channel.stride());
        }
        for (int k = 0; k < tauBase.length; k++) {
            if (tauBase[k] >= 0) {
                Variable variable = parameters.variables.get(k);
                System.arraycopy(sums, tauBase[k], variable.gradient(), 0, variable.size());
            }
        }
        parameters.clearAbsent();
    }

    private void store(Tile tile, float[] sums) {
        Channel channel = tile.channel();
        for (int row = 0; row < channel.rows(); row++) {
            int out = channel.weightBase() + row * channel.stride() + tile.column();
            System.arraycopy(sums, tile.base() + row * tile.width(), parameters.weightGradient, out, tile.width());
        }
        if (learnsDelays(channel)) {
            float[] gradient =
                    Objects.requireNonNull(parameters.delays[channel.index()]).gradient();
            int columns = Math.min(tile.width(), channel.target().size() - tile.column());
            for (int row = 0; row < channel.rows(); row++) {
                int in = tile.base() + tile.size() + row * tile.width();
                int out = row * channel.target().size() + tile.column();
                System.arraycopy(sums, in, gradient, out, columns);
            }
        }
    }
}
