package dev.backspike.worker.engine.cpu;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.worker.dataset.Dataset;
import dev.backspike.worker.dataset.SpikeTrain;
import dev.backspike.worker.engine.cpu.Layout.Channel;
import dev.backspike.worker.engine.cpu.Layout.Source;
import dev.backspike.worker.network.Population;
import java.util.Arrays;

/**
 * The state equations of one trial, forwards. Order of operations: at grid point n (time n dt) everything that happens
 * there, then the exact solution over a step.
 *
 * <pre>
 *      grid point n                                   step                grid point n + 1
 *   1. V >= theta?  spike, V := vReset      V(n+1) = a V(n) + kappa I(n)   1. V >= theta? ...
 *      all populations decide first         I(n+1) = b I(n)                2. ...
 *   2. I += weights of all spikes of n:
 *      inputs and neurons alike
 *   -----------o----------------------------------------------------------------o-----------&gt; t
 * </pre>
 *
 * <p>A spike's time is that of its grid point, and it arrives there: no population sees it later than another, and
 * recurrent weights act without delay. Input spikes go to the nearest grid point; those after the last are ignored.
 * Between grid points the network is solved exactly, so that dt only decides where spikes may lie.
 *
 * <p>One instance serves one thread.
 */
final class Forward {

    /** The step of one channel; {@code a} is 1 but for the first current of a population, so that V decays once. */
    private record Step(int v, int i, int n, float a, float kappa, float b) {}

    /** A population that can spike, its currents and by how much they were larger a step before. */
    private record Membrane(int population, int v, int n, float theta, float reset, int[] i, float[] growth) {}

    private final Layout layout;
    private final Kernels kernels;
    private final float[] weights;
    private final LossReadout readout;
    private final float[] s;
    private final Step[] steps;
    private final Membrane[] membranes;
    private final SpikeTrain train = new SpikeTrain();
    private int[] rows = new int[64];

    Forward(Layout layout, Kernels kernels, float[] weights, LossReadout readout) {
        this.layout = layout;
        this.kernels = kernels;
        this.weights = weights;
        this.readout = readout;
        this.s = Aligned.floats(layout.state);
        this.steps = Arrays.stream(layout.channels).map(this::step).toArray(Step[]::new);
        this.membranes = layout.network.populations().stream()
                .filter(Population::spiking)
                .map(this::membrane)
                .toArray(Membrane[]::new);
    }

    private Step step(Channel channel) {
        int target = channel.target().index();
        boolean first = layout.incoming[target][0].index() == channel.index();
        ClosedForm form = channel.form();
        return new Step(
                layout.v[target],
                channel.i(),
                channel.stride(),
                first ? (float) form.a() : 1,
                (float) form.kappa(),
                (float) form.b());
    }

    private Membrane membrane(Population population) {
        NeuronSpec.Lif lif = (NeuronSpec.Lif) population.neuron();
        Channel[] currents = layout.incoming[population.index()];
        float[] growth = new float[currents.length];
        for (int c = 0; c < growth.length; c++) {
            growth[c] = (float) (1 / currents[c].form().b());
        }
        return new Membrane(
                population.index(),
                layout.v[population.index()],
                Layout.padded(population.size()),
                (float) lif.vThresh(),
                (float) lif.vReset(),
                Arrays.stream(currents).mapToInt(Channel::i).toArray(),
                growth);
    }

    void run(Dataset data, int sample, Tape tape) {
        data.read(sample, train);
        toGrid(train, tape.spikes[layout.network.input().index()]);
        Arrays.fill(s, 0);
        for (int n = 0; ; n++) {
            for (Membrane membrane : membranes) {
                decide(n, membrane, tape.spikes[membrane.population()]);
            }
            if (n == layout.steps) {
                break;
            }
            for (Channel channel : layout.channels) {
                inject(n, channel, tape);
            }
            readout.accumulate(kernels, s, n);
            for (Step step : steps) {
                kernels.step(s, step.v(), step.i(), step.n(), step.a(), step.kappa(), step.b());
            }
        }
        readout.evaluate(s, data.label(sample), tape);
    }

    private void toGrid(SpikeTrain train, SpikeList list) {
        list.reserve(0, train.count);
        double dt = layout.network.dt();
        int count = 0;
        int filled = 0;
        for (int k = 0; k < train.count; k++) {
            int grid = (int) Math.floor(train.times[k] / dt + 0.5);
            if (grid > layout.steps) {
                break;
            }
            if (grid < Math.max(0, filled - 1)) {
                throw new IllegalArgumentException("spike " + k + " of the sample, at " + train.times[k]
                        + " ms, is before the trial's start or before the spike that precedes it");
            }
            while (filled <= grid) {
                list.start[filled++] = count;
            }
            list.neuron[count++] = train.units[k];
        }
        Arrays.fill(list.start, filled, list.start.length, count);
    }

    private void decide(int n, Membrane m, SpikeList list) {
        int from = n == 0 ? 0 : list.start[n];
        list.start[n] = from;
        list.reserve(from, m.n() + Layout.LANES);
        int to = kernels.threshold(s, m.v(), m.n(), m.theta(), list.neuron, from);
        for (int k = from; k < to; k++) {
            int neuron = list.neuron[k];
            // I - V: I from the start of the step, V from its end. Always positive, or V would not have risen.
            float slope = -s[m.v() + neuron];
            for (int c = 0; c < m.i().length; c++) {
                slope += s[m.i()[c] + neuron] * m.growth()[c];
            }
            list.slope[k] = slope;
            s[m.v() + neuron] = m.reset();
        }
        list.start[n + 1] = to;
    }

    private void inject(int n, Channel channel, Tape tape) {
        int count = 0;
        for (Source source : channel.sources()) {
            SpikeList list = tape.spikes[source.population()];
            int from = list.start[n];
            int spikes = list.start[n + 1] - from;
            if (count + spikes > rows.length) {
                rows = Arrays.copyOf(rows, 2 * (count + spikes));
            }
            for (int k = 0; k < spikes; k++) {
                rows[count + k] = source.firstRow() + list.neuron[from + k];
            }
            count += spikes;
        }
        kernels.addRows(
                weights, channel.weightBase(), channel.stride(), rows, 0, count, s, channel.i(), channel.stride());
    }
}
