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

    private final Layout layout;
    private final Kernels kernels;
    private final float[] weights;
    private final LossReadout readout;
    private final Slope slope;
    private final float[] s;
    private final SpikeTrain train = new SpikeTrain();
    private int[] rows = new int[64];

    Forward(Layout layout, Kernels kernels, float[] weights, LossReadout readout, Slope slope) {
        this.layout = layout;
        this.kernels = kernels;
        this.weights = weights;
        this.readout = readout;
        this.slope = slope;
        this.s = Aligned.floats(layout.state);
    }

    void run(Dataset data, int sample, Tape tape) {
        data.read(sample, train);
        toGrid(train, tape.spikes[layout.network.input().index()]);
        Arrays.fill(s, 0);
        for (int n = 0; ; n++) {
            decide(n, tape);
            if (n == layout.steps) {
                break;
            }
            for (int c = 0; c < layout.channels.size(); c++) {
                inject(n, layout.channels.get(c), tape);
            }
            readout.accumulate(kernels, s, n);
            for (int c = 0; c < layout.channels.size(); c++) {
                step(layout.channels.get(c));
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

    private void decide(int n, Tape tape) {
        for (Population population : layout.network.populations()) {
            if (population.neuron() instanceof NeuronSpec.Lif lif) {
                SpikeList list = tape.spikes[population.index()];
                int from = n == 0 ? 0 : list.start[n];
                list.start[n] = from;
                list.reserve(from, population.size());
                int v = layout.v[population.index()];
                int to = kernels.threshold(
                        s, v, Layout.padded(population.size()), (float) lif.vThresh(), list.neuron, from);
                for (int k = from; k < to; k++) {
                    list.slope[k] = slopeAt(population, lif, list.neuron[k]);
                    s[v + list.neuron[k]] = (float) lif.vReset();
                }
                list.start[n + 1] = to;
            }
        }
    }

    private float slopeAt(Population population, NeuronSpec.Lif lif, int neuron) {
        float v = s[layout.v[population.index()] + neuron];
        double theta = lif.vThresh();
        double start = 0;
        double mid = 0;
        double end = 0;
        double injected = 0;
        double h = 0;
        double a = 1;
        for (Channel c : layout.incoming.get(population.index())) {
            double i = s[c.i() + neuron];
            end += i;
            start += i / c.form().b();
            mid += i / Math.sqrt(c.form().b());
            injected += c.form().kappa() * i / c.form().b();
            h = c.form().h();
            a = c.form().a();
        }
        double vStart = (v - injected) / a;
        return (float)
                switch (slope) {
                    case START_MINUS_V -> start - v;
                    case START_MINUS_THETA -> start - theta;
                    case MID_MINUS_THETA -> mid - theta;
                    case END_MINUS_V -> end - v;
                    case END_MINUS_THETA -> end - theta;
                    case START_MINUS_VSTART -> start - vStart;
                    case DIFFERENCE -> (v - vStart) * lif.tauMem() / h;
                    case CROSSING -> {
                        double f = (theta - vStart) / (v - vStart);
                        yield start + f * (end - start) - theta;
                    }
                };
    }

    private void inject(int n, Channel channel, Tape tape) {
        int count = 0;
        for (int k = 0; k < channel.sources().size(); k++) {
            Source source = channel.sources().get(k);
            SpikeList list = tape.spikes[source.connection().from().index()];
            int from = list.start[n];
            int spikes = list.start[n + 1] - from;
            if (count + spikes > rows.length) {
                rows = Arrays.copyOf(rows, 2 * (count + spikes));
            }
            for (int j = 0; j < spikes; j++) {
                rows[count + j] = source.firstRow() + list.neuron[from + j];
            }
            count += spikes;
        }
        kernels.addRows(
                weights, channel.weightBase(), channel.stride(), rows, 0, count, s, channel.i(), channel.stride());
    }

    private void step(Channel channel) {
        ClosedForm form = channel.form();
        // V decays once, with the first of its currents
        boolean first = layout.incoming.get(channel.target().index()).getFirst().index() == channel.index();
        kernels.step(
                s,
                layout.v[channel.target().index()],
                channel.i(),
                channel.stride(),
                first ? (float) form.a() : 1,
                (float) form.kappa(),
                (float) form.b());
    }
}
