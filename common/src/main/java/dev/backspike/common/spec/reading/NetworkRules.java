package dev.backspike.common.spec.reading;

import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.common.spec.PopulationSpec;
import dev.backspike.common.spec.Shape;
import dev.backspike.common.text.PrintableText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules for a network that span several fields. */
final class NetworkRules {

    private static final int MAX_NAME = 100;
    private static final int MAX_STEPS = 10_000_000;

    private final JobSpec spec;
    private final NetworkSpec network;
    private final List<SpecError> errors;

    private NetworkRules(JobSpec spec, List<SpecError> errors) {
        this.spec = spec;
        this.network = spec.network();
        this.errors = errors;
    }

    static void check(JobSpec spec, List<SpecError> errors) {
        NetworkRules rules = new NetworkRules(spec, errors);
        rules.populations();
        rules.connections();
        rules.equations();
        rules.time();
        rules.synapses();
        if (errors.isEmpty()) {
            rules.reachable();
        }
    }

    private void populations() {
        long inputs = network.populations().values().stream()
                .filter(p -> p.neuron() instanceof NeuronSpec.Input)
                .count();
        if (inputs != 1) {
            error("/network/populations", "must contain exactly one population of neuron type input, has " + inputs);
        }
        network.populations().forEach((name, population) -> {
            String pointer = "/network/populations/" + SpecError.token(name);
            String objection = name.isBlank() || name.contains("->") || name.contains(".") || name.contains("#")
                    ? "must not be blank and must not contain \"->\", \".\" and \"#\""
                    : PrintableText.objection(name, MAX_NAME);
            if (objection != null) {
                error(pointer, "is not a usable name: it " + objection);
            }
            if (population.neuron() instanceof NeuronSpec.Lif lif) {
                lif(lif, pointer + "/neuron");
            }
            if (population.neuron() instanceof NeuronSpec.Equations equations) {
                wholeSteps(equations.refractory(), pointer + "/neuron");
            }
            Shape shape = population.shape();
            if (shape != null && population.size() != null && population.size() != shape.size()) {
                error(
                        pointer + "/shape",
                        "has " + shape.size() + " neurons, but size is " + population.size() + "; leave size out");
            }
        });
    }

    private void lif(NeuronSpec.Lif lif, String pointer) {
        if (lif.vReset() >= lif.vThresh()) {
            error(pointer + "/vReset", "must be less than vThresh (" + lif.vThresh() + ")");
        }
        wholeSteps(lif.refractory(), pointer);
    }

    private void wholeSteps(double refractory, String pointer) {
        double steps = refractory / network.dt();
        if (network.solver() == Solver.CLOCK && Math.abs(steps - Math.rint(steps)) > 1e-9 * steps) {
            error(pointer + "/refractory", "must be a multiple of dt (" + network.dt() + ") for the clock solver");
        }
    }

    private void connections() {
        for (int i = 0; i < network.connections().size(); i++) {
            ConnectionSpec connection = network.connections().get(i);
            String pointer = "/network/connections/" + i;
            PopulationSpec from = population(connection.from(), pointer + "/from");
            PopulationSpec to = population(connection.to(), pointer + "/to");
            if (from != null && !from.neuron().spiking() && !(from.neuron() instanceof NeuronSpec.Input)) {
                error(
                        pointer + "/from",
                        "is a population of " + from.neuron().type()
                                + " neurons, which emit no spikes; use a model with a threshold, such as lif");
            }
            if (to != null) {
                receptor(connection, to, pointer);
            }
            if (to != null && to.neuron() instanceof NeuronSpec.Input) {
                error(pointer + "/to", "is the input population, which takes no connections");
            }
            if (connection.connectivity() instanceof ConnectivitySpec.OneToOne
                    && from != null
                    && to != null
                    && from.size() != null
                    && to.size() != null
                    && !from.size().equals(to.size())) {
                error(
                        pointer + "/connectivity",
                        "is one-to-one, but " + connection.from() + " has " + from.size() + " neurons and "
                                + connection.to() + " has " + to.size());
            }
            if (connection.connectivity() instanceof ConnectivitySpec.Windowed windowed && from != null && to != null) {
                new WindowRules(connection, windowed, from, to, pointer, errors).check();
            }
        }
    }

    private void receptor(ConnectionSpec connection, PopulationSpec to, String pointer) {
        List<String> inputs = to.neuron() instanceof NeuronSpec.Equations equations
                ? equations.inputs()
                : List.of(ConnectionSpec.DEFAULT_RECEPTOR);
        if (!inputs.contains(connection.receptor())) {
            error(
                    pointer + "/receptor",
                    "is not an input of the neurons of " + connection.to() + ", which have "
                            + String.join(", ", inputs));
        }
        if (to.neuron() instanceof NeuronSpec.Equations && connection.weight() instanceof InitialiserSpec.Kaiming) {
            error(
                    pointer + "/weight",
                    "cannot be kaiming, which is derived for lif and li neurons; " + connection.to()
                            + " has other equations, so give a normal distribution");
        }
    }

    /** What the engines for equations do not run. */
    private void equations() {
        boolean given =
                network.populations().values().stream().anyMatch(p -> p.neuron() instanceof NeuronSpec.Equations);
        if (!given) {
            return;
        }
        if (spec.training().loss() instanceof LossSpec.MaxVoltage) {
            error(
                    "/training/loss",
                    "is max-voltage, which is not available in networks with neurons given by equations; take"
                            + " sum-voltage or mean-cross-entropy");
        }
        if (spec.training().gradients().smallestSlope() > 0) {
            error(
                    "/training/gradients/smallestSlope",
                    "is not available in networks with neurons given by equations, whose gradients are not clamped");
        }
    }

    private @Nullable PopulationSpec population(String name, String pointer) {
        PopulationSpec population = network.populations().get(name);
        if (population == null) {
            error(
                    pointer,
                    "names no population; there are "
                            + String.join(", ", network.populations().keySet()));
        }
        return population;
    }

    private void time() {
        if (network.solver() == Solver.CLOCK) {
            steps("the clock solver");
        } else if (spec.training().loss() instanceof LossSpec.MeanCrossEntropy
                || spec.training().loss() instanceof LossSpec.VoltageMse) {
            steps("a loss that reads the voltages at multiples of dt");
        }
        double latest = spec.dataset().latestSpikeMs();
        if (latest > 0 && network.duration() <= latest) {
            error(
                    "/network/duration",
                    "is shorter than the data, whose latest spike can fall at " + latest
                            + " ms, before the end of the trial; make the trial longer, or shorten /dataset/encoding");
        }
    }

    private void steps(String reader) {
        double steps = network.duration() / network.dt();
        double whole = Math.rint(steps);
        if (!(whole >= 1 && whole <= MAX_STEPS)) {
            error("/network/dt", "must divide the duration into 1 to " + MAX_STEPS + " steps for " + reader);
        } else if (Math.abs(steps - whole) > 1e-9 * whole) {
            error("/network/duration", "must be a multiple of dt (" + network.dt() + ") for " + reader);
        }
    }

    /**
     * The clock solver's estimate of I - V at a spike may be negative where fast inhibition meets slow excitation, and
     * the adjoint divides by it.
     */
    private void synapses() {
        if (network.solver() != Solver.CLOCK || spec.training().gradients().smallestSlope() > 0) {
            return;
        }
        Map<String, ParameterSpec> first = new HashMap<>();
        for (int i = 0; i < network.connections().size(); i++) {
            ConnectionSpec connection = network.connections().get(i);
            PopulationSpec to = network.populations().get(connection.to());
            ParameterSpec tauSyn = first.putIfAbsent(connection.to(), connection.tauSyn());
            if (to != null
                    && to.neuron() instanceof NeuronSpec.Lif
                    && tauSyn != null
                    && (!tauSyn.equals(connection.tauSyn()) || tauSyn.individual())) {
                error(
                        "/network/connections/" + i + "/tauSyn",
                        "differs from that of another connection into " + connection.to()
                                + ": with several synaptic time constants in a lif population the clock solver's I - V"
                                + " at a spike can be negative; give all the same, take the event solver, or set"
                                + " /training/gradients/smallestSlope");
            }
        }
    }

    private void reachable() {
        String input = network.populations().entrySet().stream()
                .filter(p -> p.getValue().neuron() instanceof NeuronSpec.Input)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        Set<String> reached = new HashSet<>(Set.of(input));
        Deque<String> frontier = new ArrayDeque<>(reached);
        while (!frontier.isEmpty()) {
            String from = frontier.remove();
            for (ConnectionSpec connection : network.connections()) {
                if (connection.from().equals(from) && reached.add(connection.to())) {
                    frontier.add(connection.to());
                }
            }
        }
        for (String name : network.populations().keySet()) {
            if (!reached.contains(name)) {
                error(
                        "/network/populations/" + SpecError.token(name),
                        "is not reached from the input population by any connection");
            }
        }
    }

    private void error(String pointer, String message) {
        errors.add(new SpecError(pointer, message));
    }
}
