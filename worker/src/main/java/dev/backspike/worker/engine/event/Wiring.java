package dev.backspike.worker.engine.event;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.LossSpec.Profile;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Population;
import java.util.Arrays;

/**
 * The network as the phases index it. Neurons of all populations are numbered through, population by population; the
 * synaptic current of a population has one component per distinct tau_syn of its incoming connections.
 */
final class Wiring {

    final Network network;
    /** Number of neurons of all populations. */
    final int neurons;
    /** {@code [population]}: the number of its first neuron. */
    final int[] firstNeuron;
    /** {@code [neuron]}: the index of its population. */
    final int[] populationOf;
    /** {@code [population][component]}, none for the input. */
    final Kernel[][] kernels;
    /** {@code [population]}: the connections that leave it, in the network's order. */
    final Connection[][] outgoing;
    /** {@code [connection]}: which component of the target's current it feeds. */
    final int[] component;
    /** {@code [connection]}: where its part of the trace of a spike begins. */
    final int[] traceOffset;
    /** {@code [population]}: length of the trace of one of its spikes, the sum of the sizes of its targets. */
    final int[] traceLength;

    Wiring(Network network) {
        this.network = network;
        int populations = network.populations().size();
        firstNeuron = new int[populations];
        kernels = new Kernel[populations][];
        outgoing = new Connection[populations][];
        component = new int[network.connections().size()];
        traceOffset = new int[network.connections().size()];
        traceLength = new int[populations];
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
            connect(p);
        }
    }

    static double tauMem(Population p) {
        return p.tauMem().value();
    }

    private void connect(Population p) {
        double[] tauSyn = network.connections().stream()
                .filter(c -> c.to().equals(p))
                .mapToDouble(c -> c.tauSyn().value())
                .distinct()
                .sorted()
                .toArray();
        kernels[p.index()] = Arrays.stream(tauSyn)
                .mapToObj(tau -> new Kernel(tauMem(p), tau))
                .toArray(Kernel[]::new);
        outgoing[p.index()] =
                network.connections().stream().filter(c -> c.from().equals(p)).toArray(Connection[]::new);
        for (Connection c : network.connections()) {
            if (c.to().equals(p)) {
                component[c.index()] = Arrays.binarySearch(tauSyn, c.tauSyn().value());
            }
        }
        for (Connection c : outgoing[p.index()]) {
            traceOffset[c.index()] = traceLength[p.index()];
            traceLength[p.index()] += c.to().size();
        }
    }

    /** How the readout population answers to the drive of a loss. */
    Response response(LossSpec loss) {
        Profile profile = loss instanceof LossSpec.SumVoltage sum ? sum.profile() : Profile.CONSTANT;
        return new Response(profile, tauMem(network.readout()), network.duration());
    }
}
