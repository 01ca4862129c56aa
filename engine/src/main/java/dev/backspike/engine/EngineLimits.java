package dev.backspike.engine;

import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.common.spec.ResourcesSpec.Device;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * Features of the job specification that the engine of its solver does not run. They are checked when a job is
 * submitted, so that it is refused there and not after it has waited for a worker.
 */
public final class EngineLimits {

    /** Steps this long against a time constant leave nothing of a state in float, so that I - V cannot be recovered. */
    private static final double LONGEST_STEP = 40;

    /** The most synapses of a connection whose synapses are listed, with eight bytes each. */
    private static final long MOST_SYNAPSES = 1 << 26;

    /** Padding of rows included. */
    private static final long MOST_WEIGHTS = 1 << 30;

    private EngineLimits() {}

    /** The features of a network that the solver's engine does not run; empty if it runs all of them. */
    public static List<SpecError> exceededBy(Network network, Solver solver) {
        List<SpecError> errors = new ArrayList<>();
        refuseLargeConnections(network, errors);
        if (solver == Solver.CLOCK) {
            refuseLongSteps(network, errors);
            refuseWindows(network, errors);
        }
        errors.addAll(Engines.exceededBy(network, solver));
        return errors;
    }

    /**
     * The features of a network that the engine of its solver does not run on the device that its job asks for; empty
     * if it runs all of them.
     */
    public static List<SpecError> exceededBy(Network network, Solver solver, Device device) {
        List<SpecError> errors = exceededBy(network, solver);
        refuseOtherDevice(network, solver, device, errors);
        return errors;
    }

    /** The CUDA engine runs the clock solver with the built-in neurons. */
    private static void refuseOtherDevice(Network network, Solver solver, Device device, List<SpecError> errors) {
        if (device != Device.CUDA) {
            return;
        }
        if (network.hasEquations()) {
            errors.add(new SpecError(
                    "/resources/device",
                    "is cuda, which does not run neurons given by equations; choose the device cpu or auto"));
        } else if (solver == Solver.EVENT) {
            errors.add(new SpecError(
                    "/resources/device",
                    "is cuda, which runs networks with the clock solver only, but /network/solver is event; choose the"
                            + " device cpu or auto, or the clock solver"));
        }
    }

    private static void require(List<SpecError> errors) {
        if (!errors.isEmpty()) {
            SpecError first = errors.getFirst();
            throw new UnsupportedNetworkException(first.pointer() + " " + first.message());
        }
    }

    /** @throws UnsupportedNetworkException if the device that is asked for does not run the network */
    static void requireOn(Device device, Network network, Solver solver) {
        List<SpecError> errors = new ArrayList<>();
        refuseOtherDevice(network, solver, device, errors);
        require(errors);
    }

    /** @throws UnsupportedNetworkException if the engine cannot run the network */
    public static void require(EngineOptions options, Solver solver) {
        require(exceededBy(options.network(), solver));
    }

    private static void refuseLargeConnections(Network network, List<SpecError> errors) {
        for (Connection c : network.connections()) {
            if (c.connectivity() instanceof ConnectivitySpec.Windowed windowed) {
                refuseManySynapses(c, windowed, errors);
                continue;
            }
            long weights = (long) c.from().size() * c.to().size();
            if (weights > MOST_WEIGHTS) {
                errors.add(new SpecError(
                        "/network/connections/" + c.index(),
                        "has " + weights + " weights (" + c.from().size() + " x "
                                + c.to().size() + "), more than the " + MOST_WEIGHTS
                                + " that fit an array; make the populations smaller"));
            }
        }
    }

    private static void refuseWindows(Network network, List<SpecError> errors) {
        for (Connection c : network.connections()) {
            if (c.connectivity() instanceof ConnectivitySpec.Windowed windowed) {
                errors.add(new SpecError(
                        "/network/connections/" + c.index() + "/connectivity",
                        "is " + windowed.type() + ", which the clock solver does not run; take the event solver"));
            }
        }
    }

    private static void refuseManySynapses(Connection c, ConnectivitySpec.Windowed windowed, List<SpecError> errors) {
        long perNeuron = (long) windowed.window().area()
                * (windowed instanceof ConnectivitySpec.Conv2d ? c.weightShape()[1] : 1);
        if (perNeuron * c.to().size() > MOST_SYNAPSES) {
            errors.add(new SpecError(
                    "/network/connections/" + c.index(),
                    "has " + perNeuron + " synapses for each of the " + c.to().size() + " neurons of "
                            + c.to().name() + ", together more than " + MOST_SYNAPSES
                            + "; take a longer stride, a smaller kernel or fewer channels"));
        }
    }

    private static void refuseLongSteps(Network network, List<SpecError> errors) {
        for (Connection c : network.connections()) {
            if (!(c.to().neuron() instanceof NeuronSpec.Leaky leaky) || network.hasEquations()) {
                continue;
            }
            double shortest = Math.min(least(c.tauSyn()), least(leaky.tauMem()));
            if (network.dt() > LONGEST_STEP * shortest) {
                errors.add(new SpecError(
                        "/network/dt",
                        "is " + network.dt() + " ms, more than " + LONGEST_STEP + " times a time constant (" + shortest
                                + " ms) of the connection " + c.name() + ", too long for the clock solver; make it"
                                + " shorter or take the event solver"));
            }
        }
    }

    private static double least(ParameterSpec constant) {
        return constant.individual() ? constant.min() : constant.value();
    }
}
