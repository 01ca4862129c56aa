package dev.backspike.worker.engine.event;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Population;
import java.util.Arrays;

/** The network as arrays by population index. */
final class Layout {

    final Network network;
    /** Closed forms; null at the input population's index. */
    final Leaky[] leaky;

    final Connection[][] outgoing;
    /** Whether a population feeds itself. */
    final boolean[] recurrent;

    private Layout(Network network, Leaky[] leaky, Connection[][] outgoing, boolean[] recurrent) {
        this.network = network;
        this.leaky = leaky;
        this.outgoing = outgoing;
        this.recurrent = recurrent;
    }

    /** @throws IllegalArgumentException if connections into one population differ in their synaptic time constant */
    static Layout of(Network network) {
        int count = network.populations().size();
        Leaky[] leaky = new Leaky[count];
        Connection[][] outgoing = new Connection[count][];
        boolean[] recurrent = new boolean[count];
        for (Population population : network.populations()) {
            int p = population.index();
            outgoing[p] = network.connections().stream()
                    .filter(c -> c.from().index() == p)
                    .toArray(Connection[]::new);
            double[] tauSyns = network.connections().stream()
                    .filter(c -> c.to().index() == p)
                    .mapToDouble(Connection::tauSyn)
                    .distinct()
                    .toArray();
            if (tauSyns.length > 1) {
                throw new IllegalArgumentException("the connections into population " + population.name()
                        + " must have one tauSyn, but have " + Arrays.toString(tauSyns));
            }
            recurrent[p] = network.connections().stream().anyMatch(c -> c.from().index() == p && c.to().index() == p);
            switch (population.neuron()) {
                case NeuronSpec.Input _ -> {}
                case NeuronSpec.Lif lif -> leaky[p] = new Leaky(lif.tauMem(), tauSyns[0]);
                case NeuronSpec.Li li -> leaky[p] = new Leaky(li.tauMem(), tauSyns[0]);
            }
        }
        return new Layout(network, leaky, outgoing, recurrent);
    }
}
