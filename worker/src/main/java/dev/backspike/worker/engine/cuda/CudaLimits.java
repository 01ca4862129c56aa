package dev.backspike.worker.engine.cuda;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.SpecError;
import dev.backspike.worker.engine.EngineLimits;
import dev.backspike.worker.engine.EngineOptions;
import dev.backspike.worker.engine.UnsupportedNetworkException;
import dev.backspike.worker.engine.clock.LinearReadout;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Parameter;
import dev.backspike.worker.network.Parameter.Kind;
import java.util.ArrayList;
import java.util.List;

/** What the job specification can say but this engine does not run. */
final class CudaLimits {

    private CudaLimits() {}

    /** @throws UnsupportedNetworkException if the engine would have to ignore something */
    static void require(EngineOptions options) {
        EngineLimits.require(options, Solver.CLOCK);
        List<SpecError> errors = exceededBy(options.network(), options.loss());
        if (!errors.isEmpty()) {
            SpecError first = errors.getFirst();
            throw new UnsupportedNetworkException(first.pointer() + " " + first.message());
        }
    }

    static List<SpecError> exceededBy(Network network, LossSpec loss) {
        List<SpecError> errors = new ArrayList<>();
        for (Parameter p : network.parameters()) {
            if (p.kind() != Kind.WEIGHT) {
                refuse("/network", "values of each neuron's or synapse's own, such as " + p.name(), errors);
            }
        }
        network.connections().forEach(c -> refuse(c, errors));
        network.populations().forEach(p -> {
            if (p.neuron() instanceof NeuronSpec.Lif lif && lif.refractory() > 0) {
                refuse("/network/populations/" + SpecError.token(p.name()) + "/neuron/refractory", "this", errors);
            }
        });
        if (loss instanceof LossSpec.SumVoltage && !LinearReadout.serves(network, loss)) {
            refuse("/training/loss", loss.type() + " of readouts that spike", errors);
        }
        if (network.connections().stream().noneMatch(c -> c.to().equals(network.readout()))) {
            refuse("/network/connections", "a readout without connections", errors);
        }
        return errors;
    }

    private static void refuse(Connection c, List<SpecError> errors) {
        String pointer = "/network/connections/" + c.index();
        if (c.name().contains("#")) {
            refuse(pointer, "several connections between the same two populations", errors);
        }
        if (!(c.connectivity() instanceof ConnectivitySpec.Dense)) {
            refuse(pointer + "/connectivity", c.connectivity().type() + " connections", errors);
        }
        if (!c.delay().individual() && c.delay().value() > 0) {
            refuse(pointer + "/delay", "delays", errors);
        }
    }

    private static void refuse(String pointer, String what, List<SpecError> errors) {
        errors.add(new SpecError(pointer, "is not implemented for CUDA yet, which does not run " + what));
    }
}
