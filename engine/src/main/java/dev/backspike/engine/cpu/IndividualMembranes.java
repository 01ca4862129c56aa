package dev.backspike.engine.cpu;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.cpu.HostLayout.Channel;
import dev.backspike.engine.network.Population;
import java.util.Arrays;
import java.util.Objects;

/**
 * The state equations of a population whose neurons are stepped one by one: time constants of their own, or refractory.
 * A neuron that spikes at grid point n is held at V_r until grid point n + r, while its currents continue. One instance
 * serves one thread.
 */
final class IndividualMembranes {

    private final Channel[] channels;
    private final IndividualConstants[] constants;
    private final int v;
    private final int size;
    private final float threshold;
    private final float reset;
    /** The refractory time, in steps. */
    private final int refractory;
    /** {@code [neuron]}: the grid point from which V is free. */
    private final int[] release;
    /** {@code [neuron]}: its last spike, an index of the list. */
    private final int[] last;

    IndividualMembranes(HostLayout layout, Parameters parameters, Population population) {
        channels = layout.incoming[population.index()];
        constants = constants(channels, parameters);
        v = layout.v[population.index()];
        size = population.size();
        refractory = layout.grid.refractory(population);
        if (population.neuron() instanceof NeuronSpec.Lif lif) {
            threshold = (float) lif.vThresh();
            reset = (float) lif.vReset();
        } else {
            threshold = Float.POSITIVE_INFINITY;
            reset = 0;
        }
        release = new int[size];
        last = new int[size];
    }

    /** The constants of channels into a population of neurons with individual time constants. */
    static IndividualConstants[] constants(Channel[] channels, Parameters parameters) {
        return Arrays.stream(channels)
                .map(c -> Objects.requireNonNull(parameters.constants[c.index()]))
                .toArray(IndividualConstants[]::new);
    }

    int size() {
        return size;
    }

    void start() {
        Arrays.fill(release, 0);
    }

    /**
     * The step from grid point n to the next, like {@link InnerLoops#advance}.
     *
     * @param list gets the spikes from {@code pos} on; has room for all neurons
     * @return the new end
     */
    int advance(int n, float[] s, SpikeList list, int pos) {
        int end = pos;
        for (int j = 0; j < size; j++) {
            float voltage = constants[0].a[j] * s[v + j];
            float total = 0;
            for (int c = 0; c < channels.length; c++) {
                int at = channels[c].i() + j;
                float current = s[at];
                voltage += constants[c].kappa[j] * current;
                total += current;
                s[at] = constants[c].b[j] * current;
            }
            if (n < release[j]) {
                if (n + 1 == release[j]) {
                    list.release[last[j]] = total - reset;
                }
            } else if (voltage >= threshold) {
                list.neuron[end] = j;
                list.slope[end] = total - voltage;
                if (refractory > 0) {
                    list.release[end] = 0;
                    last[j] = end;
                    release[j] = n + 1 + refractory;
                }
                s[v + j] = reset;
                end++;
            } else {
                s[v + j] = voltage;
            }
        }
        return end;
    }
}
