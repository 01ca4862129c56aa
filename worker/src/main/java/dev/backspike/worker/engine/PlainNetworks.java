package dev.backspike.worker.engine;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Parameter;
import dev.backspike.worker.network.Parameter.Kind;

/** Refuses what engines do not run yet. */
public final class PlainNetworks {

    private PlainNetworks() {}

    /** @throws UnsupportedNetworkException if the engine would have to ignore something */
    public static void require(EngineOptions options) {
        for (Parameter p : options.network().parameters()) {
            refuse(p.kind() != Kind.WEIGHT, p.name() + " individual");
        }
        for (Connection c : options.network().connections()) {
            refuse(!c.name().endsWith(c.to().name()), "several connections between a pair, " + c.name());
            refuse(
                    !(c.connectivity() instanceof ConnectivitySpec.Dense),
                    c.connectivity().type());
            refuse(c.delay().individual() || c.delay().value() > 0, "delays");
            refuse(c.to().neuron() instanceof NeuronSpec.Lif lif && lif.refractory() > 0, "refractory time");
        }
        refuse(
                !(options.loss() instanceof LossSpec.FirstSpike || options.loss() instanceof LossSpec.SumVoltage),
                options.loss().type());
        refuse(
                !(options.optimiser() instanceof OptimiserSpec.Adam),
                options.optimiser().type());
        refuse(!options.gradients().equals(GradientsSpec.PLAIN), "clipped gradients");
        refuse(!options.regularisation().isEmpty(), "regularisation");
    }

    private static void refuse(boolean wrong, String what) {
        if (wrong) {
            throw new UnsupportedNetworkException("this engine does not do " + what + " yet");
        }
    }
}
