package dev.backspike.engine.event;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Synapses;
import dev.backspike.engine.plan.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The network in the index space of the phases, with the values of its parameters. Neurons of all populations are
 * numbered through, population by population; the synaptic current of a population has one component per distinct
 * tau_syn that incoming connections share, and one for each connection whose tau_syn is individual.
 *
 * <p>A population keeps one clock for all neurons if they have all constants in common and always hear a spike
 * together. Where time constants or delays are individual, neurons can be refractory, or a spike reaches few of them,
 * each keeps a clock of its own.
 */
final class Wiring {

    /**
     * Neurons with clocks of their own, which a list of synapses needs, cost about as much as so many that share a
     * clock.
     */
    private static final int SPARSE = 8;

    final Plan plan;
    final Network network;
    /**
     * {@code [parameter]}, in the order of {@link Network#parameters()}, so that the first are the weights by
     * connection. Changed from outside between batches; {@link #refresh()} follows.
     */
    final double[][] parameters;
    /** The synapses of each connection. */
    final List<Synapses> synapses;
    /** Number of neurons of all populations. */
    final int neurons;
    /** {@code [population]}: the number of its first neuron. */
    final int[] firstNeuron;
    /** {@code [neuron]}: the index of its population. */
    final int[] populationOf;
    /**
     * {@code [connection]}: whether a spike reaches its targets by the list of its synapses, at a cost that follows
     * their number, and not by a row of weights.
     */
    final boolean[] listed;
    /** {@code [population]}: whether each neuron keeps a clock of its own. */
    final boolean[] perNeuronClocks;
    /** {@code [population][neuron][component]}, for one neuron only if the clock is shared; none for the input. */
    final PspKernel[][][] kernels;
    /** {@code [population]}: the connections that leave it, in the network's order. */
    final Connection[][] outgoing;
    /** The connections of {@link #outgoing} without a delay. */
    final Connection[][] immediate;
    /** The connections of {@link #outgoing} that have delays. */
    final Connection[][] delayed;
    /** {@code [connection]}: which component of the target's current it feeds. */
    final int[] component;
    /** {@code [connection]}: the targets by delay where delays are individual, else null. */
    final SortedTargets[] sortedTargets;
    /** {@code [connection]}: where its part of the trace of a spike begins. */
    final int[] traceOffset;
    /** {@code [connection]}: where the part for its delays begins, or -1 if they are not learnt. */
    final int[] delayTraceOffset;
    /** {@code [population]}: length of the trace of one of its spikes. */
    final int[] traceLength;
    /** {@code [connection]}: the number of its arrival at target 0, or at all targets; see {@link #arrival}. */
    private final int[] firstArrival;
    /** {@code [arrival]}. */
    private final Connection[] arrivalConnection;
    /** {@code [readout neuron]}: how it answers to the drive of the loss. */
    Response[] responses = {};

    /** {@code [connection]}: index of the parameter, or -1 if all share one value; likewise the others. */
    private final int[] delayParameter;

    private final int[] tauSynParameter;
    /** {@code [population]}. */
    private final int[] tauMemParameter;
    /** {@code [population][component]}: one of the connections that feed it. */
    private final Connection[][] feeders;

    private int generation;

    /** @param parameters kept, not copied */
    Wiring(Plan plan, List<Synapses> synapses, double[][] parameters) {
        this.plan = plan;
        this.network = plan.network();
        this.synapses = synapses;
        this.parameters = parameters;
        int populations = network.populations().size();
        int connections = network.connections().size();
        firstNeuron = new int[populations];
        listed = new boolean[connections];
        for (Connection c : network.connections()) {
            listed[c.index()] = isListed(c);
        }
        perNeuronClocks = new boolean[populations];
        kernels = new PspKernel[populations][][];
        feeders = new Connection[populations][];
        outgoing = new Connection[populations][];
        immediate = new Connection[populations][];
        delayed = new Connection[populations][];
        component = new int[connections];
        sortedTargets = new SortedTargets[connections];
        traceOffset = new int[connections];
        delayTraceOffset = new int[connections];
        traceLength = new int[populations];
        delayParameter = indices(Kind.DELAY, connections);
        tauSynParameter = indices(Kind.TAU_SYN, connections);
        tauMemParameter = indices(Kind.TAU_MEM, populations);
        int count = 0;
        for (Population p : network.populations()) {
            firstNeuron[p.index()] = count;
            count += p.size();
        }
        neurons = count;
        populationOf = new int[neurons];
        for (Population p : network.populations()) {
            int first = firstNeuron[p.index()];
            Arrays.fill(populationOf, first, first + p.size(), p.index());
            perNeuronClocks[p.index()] = perNeuronClocks(p);
            feed(p);
            connect(p);
        }
        firstArrival = new int[connections];
        List<Connection> arrivals = new ArrayList<>();
        for (Connection c : network.connections()) {
            firstArrival[c.index()] = arrivals.size();
            arrivals.addAll(Collections.nCopies(c.delay().individual() ? c.to().size() : 1, c));
        }
        arrivalConnection = arrivals.toArray(Connection[]::new);
        refresh();
    }

    private int[] indices(Kind kind, int owners) {
        int[] indices = new int[owners];
        Arrays.setAll(indices, owner -> plan.parameter(kind, owner));
        return indices;
    }

    private boolean perNeuronClocks(Population p) {
        return tauMemParameter[p.index()] >= 0
                || refractory(p) > 0
                || network.connections().stream()
                        .anyMatch(c -> c.to().equals(p)
                                && (c.delay().individual() || c.tauSyn().individual() || listed[c.index()]));
    }

    /** Individual delays are followed target by target in any case. */
    private boolean isListed(Connection c) {
        Synapses of = synapses.get(c.index());
        return !of.dense() && !c.delay().individual() && (of.shared() || of.longest() * SPARSE <= c.to().size());
    }

    /** Components of shared time constants come first, by these; then those of individual ones. */
    private void feed(Population p) {
        List<List<Connection>> components = plan.bySynapse(p).stream()
                .sorted(Comparator.comparingDouble(Wiring::sharedTauSyn))
                .toList();
        for (int k = 0; k < components.size(); k++) {
            for (Connection c : components.get(k)) {
                component[c.index()] = k;
            }
        }
        feeders[p.index()] = components.stream().map(List::getLast).toArray(Connection[]::new);
    }

    private static double sharedTauSyn(List<Connection> together) {
        ParameterSpec tauSyn = together.getFirst().tauSyn();
        return tauSyn.individual() ? Double.POSITIVE_INFINITY : tauSyn.value();
    }

    private void connect(Population p) {
        outgoing[p.index()] =
                network.connections().stream().filter(c -> c.from().equals(p)).toArray(Connection[]::new);
        immediate[p.index()] =
                Arrays.stream(outgoing[p.index()]).filter(c -> !isDelayed(c)).toArray(Connection[]::new);
        delayed[p.index()] =
                Arrays.stream(outgoing[p.index()]).filter(Wiring::isDelayed).toArray(Connection[]::new);
        int length = 0;
        for (Connection c : outgoing[p.index()]) {
            traceOffset[c.index()] = length;
            length += lengthOfTrace(c);
            delayTraceOffset[c.index()] = c.delay().learnable() ? length : -1;
            length += c.delay().learnable() ? c.to().size() : 0;
            if (c.delay().individual()) {
                sortedTargets[c.index()] = new SortedTargets(c, synapses.get(c.index()));
            }
        }
        traceLength[p.index()] = length;
    }

    private int lengthOfTrace(Connection c) {
        if (!c.learnsWeights()) {
            return 0;
        }
        return listed[c.index()] ? synapses.get(c.index()).longest() : c.to().size();
    }

    /** A number for the arrival of a spike at a target of a delayed connection, or at {@link Arrivals#ALL}. */
    int arrival(Connection c, int target) {
        return firstArrival[c.index()] + Math.max(0, target);
    }

    Connection connection(int arrival) {
        return arrivalConnection[arrival];
    }

    /** The target of an arrival, or {@link Arrivals#ALL}. */
    int target(int arrival) {
        Connection c = arrivalConnection[arrival];
        return c.delay().individual() ? arrival - firstArrival[c.index()] : Arrivals.ALL;
    }

    boolean hasDelays() {
        return network.connections().stream().anyMatch(Wiring::isDelayed);
    }

    private static boolean isDelayed(Connection c) {
        return c.delay().individual() || c.delay().value() > 0;
    }

    /** Follows a change of the parameters. To be called before a batch, by one thread. */
    void refresh() {
        generation++;
        for (Population p : network.populations()) {
            boolean constant = kernels[p.index()] != null && !individualTaus(p);
            if (!p.equals(network.input()) && !constant) {
                kernels[p.index()] = new PspKernel[perNeuronClocks[p.index()] ? p.size() : 1][];
                Arrays.setAll(kernels[p.index()], n -> makeKernels(p, n));
            }
        }
        for (Connection c : network.connections()) {
            if (c.delay().individual()) {
                sortedTargets[c.index()].sort(parameters[delayParameter[c.index()]]);
            }
        }
        Population readout = network.readout();
        if (responses.length == 0 || tauMemParameter[readout.index()] >= 0) {
            responses = new Response[readout.size()];
            Arrays.setAll(responses, n -> new Response(plan.entry().profile(), tauMem(readout, n), network.duration()));
        }
    }

    /** Changes with each {@link #refresh()}; not 0. */
    int generation() {
        return generation;
    }

    private boolean individualTaus(Population p) {
        return tauMemParameter[p.index()] >= 0
                || Arrays.stream(feeders[p.index()]).anyMatch(c -> tauSynParameter[c.index()] >= 0);
    }

    private PspKernel[] makeKernels(Population p, int n) {
        return Arrays.stream(feeders[p.index()])
                .map(c -> new PspKernel(tauMem(p, n), tauSyn(c, n)))
                .toArray(PspKernel[]::new);
    }

    /** Membrane time constant of neuron {@code n} of a population, ms. */
    double tauMem(Population p, int n) {
        int parameter = tauMemParameter[p.index()];
        return parameter < 0 ? p.tauMem().value() : parameters[parameter][n];
    }

    /** Synaptic time constant of a connection at its target neuron {@code n}, ms. */
    double tauSyn(Connection c, int n) {
        int parameter = tauSynParameter[c.index()];
        return parameter < 0 ? c.tauSyn().value() : parameters[parameter][n];
    }

    /** Delay of a synapse, ms. */
    double delay(Connection c, int synapse) {
        int parameter = delayParameter[c.index()];
        return parameter < 0 ? c.delay().value() : parameters[parameter][synapse];
    }

    /**
     * Index of the parameter that holds the tau_mem of a population's neurons, or -1 if training does not change it.
     */
    int learntTauMem(Population p) {
        return ifLearnt(tauMemParameter[p.index()]);
    }

    /** Index of the parameter that holds the tau_syn of a component, or -1 if training does not change it. */
    int learntTauSyn(Population p, int component) {
        return ifLearnt(tauSynParameter[feeders[p.index()][component].index()]);
    }

    boolean learnsTaus(Population p) {
        return learntTauMem(p) >= 0
                || IntStream.range(0, feeders[p.index()].length).anyMatch(c -> learntTauSyn(p, c) >= 0);
    }

    /** Index of the parameter that holds the delays of a connection, or -1 if training does not change them. */
    int learntDelay(Connection c) {
        return ifLearnt(delayParameter[c.index()]);
    }

    private int ifLearnt(int parameter) {
        return parameter >= 0 && network.parameters().get(parameter).learnable() ? parameter : -1;
    }

    /** ms; 0 for neurons that cannot be refractory. */
    static double refractory(Population p) {
        return p.neuron() instanceof NeuronSpec.Lif lif ? lif.refractory() : 0;
    }

    /** The time of grid point n, 1 to T / dt, at which some losses read voltages, ms. */
    double gridTime(int n) {
        return n == network.steps() ? network.duration() : n * network.dt();
    }

    /** {@code [component]}: of neuron {@code n} of a population. */
    PspKernel[] kernels(Population p, int n) {
        return kernels[p.index()][perNeuronClocks[p.index()] ? n : 0];
    }

    double[] weights(Connection c) {
        return parameters[c.index()];
    }
}
