package dev.backspike.worker.engine;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.SpecError;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Parameter;
import dev.backspike.worker.network.Parameter.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * What the job specification can say but the engine of its solver does not run yet. Asked when a job is submitted, so
 * that it is refused there and not after it has waited for a worker.
 */
public final class EngineLimits {

    private EngineLimits() {}

    /** What of a network goes beyond the solver's engine; empty if nothing does. */
    public static List<SpecError> exceededBy(Network network, Solver solver) {
        List<SpecError> errors = new ArrayList<>();
        if (solver == Solver.CLOCK) {
            refuseForClock(network, errors);
        }
        return errors;
    }

    /** @throws UnsupportedNetworkException if the engine would have to ignore something */
    public static void require(EngineOptions options, Solver solver) {
        List<SpecError> errors = exceededBy(options.network(), solver);
        if (!errors.isEmpty()) {
            SpecError first = errors.getFirst();
            throw new UnsupportedNetworkException(first.pointer() + " " + first.message());
        }
    }

    private static void refuseForClock(Network network, List<SpecError> errors) {
        for (Parameter p : network.parameters()) {
            if (p.kind() != Kind.WEIGHT) {
                refuse(pointer(p, network), "values of each neuron's or synapse's own; give one number", errors);
            }
        }
        for (Connection c : network.connections()) {
            String pointer = "/network/connections/" + c.index();
            if (c.name().contains("#")) {
                refuse(pointer, "several connections between the same two populations", errors);
            }
            if (!(c.connectivity() instanceof ConnectivitySpec.Dense)) {
                refuse(pointer + "/connectivity", c.connectivity().type() + " connections; leave it out", errors);
            }
            if (!c.delay().individual() && c.delay().value() > 0) {
                refuse(pointer + "/delay", "delays; leave it out", errors);
            }
        }
        network.populations().forEach(p -> {
            if (p.neuron() instanceof NeuronSpec.Lif lif && lif.refractory() > 0) {
                refuse("/network/populations/" + SpecError.token(p.name()) + "/neuron/refractory", "this", errors);
            }
        });
    }

    private static String pointer(Parameter p, Network network) {
        return switch (p.kind()) {
            case WEIGHT -> "/network/connections/" + p.owner() + "/weight";
            case DELAY -> "/network/connections/" + p.owner() + "/delay";
            case TAU_SYN -> "/network/connections/" + p.owner() + "/tauSyn";
            case TAU_MEM ->
                "/network/populations/"
                        + SpecError.token(network.populations().get(p.owner()).name()) + "/neuron/tauMem";
        };
    }

    private static void refuse(String pointer, String what, List<SpecError> errors) {
        errors.add(new SpecError(pointer, "is not implemented yet: the engine of this solver does not run " + what));
    }
}
