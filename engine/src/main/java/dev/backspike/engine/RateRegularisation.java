package dev.backspike.engine;

import dev.backspike.common.spec.RegularisationSpec;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import java.util.Map;

/**
 * The terms that rate regularisation adds to the adjoint equations. A population with a target is asked for it by c
 * sum_j (mean_j - target)^2, mean_j the mean over the batch of the spikes of neuron j. A count has no derivative by a
 * weight; as in Nowotny, Turner &amp; Knight (2025), each of the neuron's own spikes moves lambda_V by -2 c (mean_j -
 * target), after the jump that the spike makes anyway, which is not divided by I - V again. The batch's 1/B is left to
 * the optimiser, as for the loss.
 *
 * <p>The pushes depend on all trials of a batch, so they are set between forward and backward, from the counts of all
 * shares.
 */
public final class RateRegularisation {

    private static final double[] NONE = {};

    /** {@code [population][neuron]}; empty for populations without a target. */
    private final double[][] pushes;

    private final RegularisationSpec[] specs;

    /** @param specs by population name */
    public RateRegularisation(Network network, Map<String, RegularisationSpec> specs) {
        int populations = network.populations().size();
        this.specs = new RegularisationSpec[populations];
        pushes = new double[populations][];
        for (Population p : network.populations()) {
            RegularisationSpec spec = specs.get(p.name());
            pushes[p.index()] = spec == null ? NONE : new double[p.size()];
            this.specs[p.index()] = spec;
        }
    }

    /** Sets the pushes from the spikes of a whole batch. */
    public void set(SpikeCounts batch) {
        for (int p = 0; p < pushes.length; p++) {
            for (int n = 0; n < pushes[p].length; n++) {
                RegularisationSpec spec = specs[p];
                double beyond = (double) batch.byNeuron()[p][n] / batch.samples() - spec.target();
                pushes[p][n] = -2 * (beyond < 0 ? spec.lower() : spec.upper()) * beyond;
            }
        }
    }

    /** {@code [neuron]}: what each spike adds to its neuron's lambda_V; empty if the population has no target. */
    public double[] pushes(int population) {
        return pushes[population];
    }

    /** Whether any spike of the last {@link #set} is pushed. */
    public boolean acts() {
        for (double[] population : pushes) {
            for (double push : population) {
                if (push != 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
