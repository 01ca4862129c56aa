package dev.backspike.common.spec;

import dev.backspike.common.spec.NetworkSpec.Solver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules that span several fields; those that need the data itself are the {@link JobInspector}'s. */
final class SpecRules {

    private static final int MAX_NAME = 200;
    private static final int MAX_LABEL = 100;
    private static final int MAX_LABELS = 64;

    private static final int MAX_STEPS = 10_000_000;

    private final JobSpec spec;
    private final NetworkSpec network;
    private final List<SpecError> errors;

    private SpecRules(JobSpec spec, List<SpecError> errors) {
        this.spec = spec;
        this.network = spec.network();
        this.errors = errors;
    }

    static void check(JobSpec spec, List<SpecError> errors) {
        SpecRules rules = new SpecRules(spec, errors);
        rules.names();
        rules.populations();
        rules.connections();
        rules.time();
        rules.synapses();
        if (errors.isEmpty()) {
            rules.reachable();
            rules.readoutFitsLoss();
        }
    }

    private void names() {
        if (!isShown(spec.name(), MAX_NAME)) {
            error("/name", "must have at most " + MAX_NAME + " characters, all printable");
        }
        if (spec.labels().size() > MAX_LABELS) {
            error(
                    "/labels",
                    "must be at most " + MAX_LABELS + ", are " + spec.labels().size());
        }
        spec.labels().forEach((label, content) -> {
            if (label.isBlank() || label.contains("=") || !isShown(label, MAX_LABEL) || !isShown(content, MAX_NAME)) {
                error(
                        "/labels/" + SpecError.token(label),
                        "is not a usable label: its name must have 1 to " + MAX_LABEL
                                + " characters without \"=\", its content at most " + MAX_NAME + ", all printable");
            }
        });
    }

    /**
     * Whether a text can be stored and shown anywhere: not too long, no control characters, no half surrogate pairs.
     */
    private static boolean isShown(String text, int maxLength) {
        return text.length() <= maxLength
                && text.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
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
            if (name.isBlank() || name.contains("->") || name.contains(".") || !isShown(name, MAX_LABEL)) {
                error(
                        pointer,
                        "is not a usable name: give a population a name of at most " + MAX_LABEL
                                + " printable characters without \"->\" and \".\"");
            }
            if (population.neuron() instanceof NeuronSpec.Lif lif && lif.vReset() >= lif.vThresh()) {
                error(pointer + "/neuron/vReset", "must be less than vThresh (" + lif.vThresh() + ")");
            }
        });
    }

    private void connections() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < network.connections().size(); i++) {
            ConnectionSpec connection = network.connections().get(i);
            String pointer = "/network/connections/" + i;
            PopulationSpec from = population(connection.from(), pointer + "/from");
            PopulationSpec to = population(connection.to(), pointer + "/to");
            if (from != null && from.neuron() instanceof NeuronSpec.Li) {
                error(pointer + "/from", "is a population of li neurons, which emit no spikes; use lif");
            }
            if (to != null && to.neuron() instanceof NeuronSpec.Input) {
                error(pointer + "/to", "is the input population, which takes no connections");
            }
            if (!seen.add(connection.from() + "->" + connection.to())) {
                error(
                        pointer,
                        "repeats the connection from " + connection.from() + " to " + connection.to()
                                + "; merge the two");
            }
            if (connection.weight() instanceof InitialiserSpec.Uniform uniform && uniform.max() < uniform.min()) {
                error(pointer + "/weight/uniform/max", "must be at least min (" + uniform.min() + ")");
            }
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
            steps();
        }
        double latest = spec.dataset().latestSpikeMs();
        if (latest > 0 && network.duration() <= latest) {
            error(
                    "/network/duration",
                    "is shorter than the data, whose latest spike can fall at " + latest
                            + " ms, when the trial must still go on; make it longer, or shorten /dataset/encoding");
        }
    }

    private void steps() {
        double steps = network.duration() / network.dt();
        double whole = Math.rint(steps);
        if (!(whole >= 1 && whole <= MAX_STEPS)) {
            error("/network/dt", "must divide the duration into 1 to " + MAX_STEPS + " steps for the clock solver");
        } else if (Math.abs(steps - whole) > 1e-9 * whole) {
            error("/network/duration", "must be a multiple of dt (" + network.dt() + ") for the clock solver");
        }
    }

    /**
     * The clock solver's estimate of I - V at a spike may be negative where fast inhibition meets slow excitation, and
     * the adjoint divides by it.
     */
    private void synapses() {
        if (network.solver() != Solver.CLOCK) {
            return;
        }
        Map<String, Double> first = new HashMap<>();
        for (int i = 0; i < network.connections().size(); i++) {
            ConnectionSpec connection = network.connections().get(i);
            PopulationSpec to = network.populations().get(connection.to());
            Double tauSyn = first.putIfAbsent(connection.to(), connection.tauSyn());
            if (to != null
                    && to.neuron() instanceof NeuronSpec.Lif
                    && tauSyn != null
                    && tauSyn != connection.tauSyn()) {
                error(
                        "/network/connections/" + i + "/tauSyn",
                        "must be " + tauSyn + " like that of the other connections into " + connection.to()
                                + ": the clock solver takes one synaptic time constant per lif population; the event"
                                + " solver takes several");
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

    private void readoutFitsLoss() {
        List<String> readouts = network.readouts();
        if (readouts.size() != 1) {
            error(
                    "/network/populations",
                    "must have exactly one readout, a population without connections to others; has "
                            + (readouts.isEmpty() ? "none" : String.join(", ", readouts)));
            return;
        }
        String name = readouts.getFirst();
        NeuronSpec readout = network.population(name).neuron();
        String fits = switch (spec.training().loss()) {
            case LossSpec.FirstSpike _ -> "lif";
            case LossSpec.SumVoltage _ -> "li";
        };
        if (!readout.type().equals(fits)) {
            error(
                    "/training/loss/type",
                    "is " + spec.training().loss().type() + ", which needs a readout of " + fits
                            + " neurons, but the readout population " + name + " is " + readout.type());
        }
    }

    private void error(String pointer, String message) {
        errors.add(new SpecError(pointer, message));
    }
}
