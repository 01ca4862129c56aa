package dev.backspike.engine.equations;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.engine.StoppedException;
import dev.backspike.engine.clock.Grid;
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Synapses;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Runs a trial forward in steps of dt, with spikes at grid points only: the clock solver for equations that are affine.
 * At a grid point neurons at or above their thresholds spike, then refractory times end, then spikes arrive, then the
 * loss reads. Input spikes go to the nearest grid point, and delays are rounded to steps, as for lif neurons. One
 * instance per thread.
 */
final class GridSimulation implements TrialSimulation {

    private static final int STEPS_BETWEEN_STOPS = 64;

    private final NetworkModel networkModel;
    private final Network network;
    private final Grid grid;
    private final LossReadings readings;
    private final BooleanSupplier stop;
    private final List<GridPopulation> populations = new ArrayList<>();
    /** {@code [population]}: its index among {@link #populations}; -1 for the input. */
    private final int[] index;

    private final GridPopulation readout;
    private final Pending arrivals = new Pending();
    private final Pending releases = new Pending();

    GridSimulation(NetworkModel networkModel, LossSpec lossSpec, BooleanSupplier stop) {
        this.networkModel = networkModel;
        this.stop = stop;
        network = networkModel.network;
        grid = new Grid(network);
        index = new int[network.populations().size()];
        for (Population p : network.populations()) {
            index[p.index()] = p.equals(network.input()) ? -1 : populations.size();
            if (!p.equals(network.input())) {
                populations.add(new GridPopulation(networkModel, networkModel.of(p.index())));
            }
        }
        readout = of(network.readout().index());
        readings = new LossReadings(networkModel, lossSpec);
    }

    private GridPopulation of(int population) {
        return populations.get(index[population]);
    }

    @Override
    public void run(SpikeTrain input, int label, EventLog log) {
        log.clear();
        arrivals.clear();
        releases.clear();
        populations.forEach(GridPopulation::start);
        readings.start(log);
        int nextInput = 0;
        for (int n = 0; n <= network.steps(); n++) {
            if (n % STEPS_BETWEEN_STOPS == 0 && stop.getAsBoolean()) {
                throw new StoppedException();
            }
            if (n > 0) {
                step(n, log);
            }
            nextInput = emitInput(n, input, nextInput, log);
            release(n, log);
            deliver(n, log);
            if (n > 0 && n <= readings.count()) {
                readings.read(n, readout.z, label, log);
            }
        }
        readings.end(readout.z, label, log);
    }

    private int emitInput(int n, SpikeTrain input, int from, EventLog log) {
        int k = from;
        for (; k < input.count && grid.nearest(input.times[k]) <= n; k++) {
            Simulation.check(network, input.units[k], input.times[k], k == 0 ? 0 : input.times[k - 1]);
            int population = network.input().index();
            send(population, input.units[k], n, log.emit(networkModel.gridTime(n), population, input.units[k]));
        }
        return k;
    }

    private void step(int n, EventLog log) {
        double t = networkModel.gridTime(n);
        for (GridPopulation population : populations) {
            int p = population.populationModel.population.index();
            for (int neuron = 0; neuron < population.z.length; neuron++) {
                if (population.step(neuron)) {
                    fire(population, p, neuron, n, t, log);
                }
            }
        }
    }

    private void fire(GridPopulation population, int p, int neuron, int n, double t, EventLog log) {
        if (population == readout && log.readSpike[neuron] < 0) {
            log.readSpike[neuron] = log.spikes;
        }
        int spike = log.emit(t, p, neuron);
        log.spikeSlope[spike] = population.slope[neuron];
        population.fire(neuron);
        int refractory = grid.nearest(population.populationModel.refractory);
        if (refractory > 0 && n + refractory <= network.steps()) {
            releases.add(networkModel.gridTime(n + refractory), spike, Pending.RELEASE, neuron);
        }
        send(p, neuron, n, spike);
    }

    private void send(int population, int neuron, int n, int spike) {
        for (Connection c : networkModel.outgoing[population]) {
            if (!c.delay().individual()) {
                pend(n + grid.delay(c), spike, c, EventLog.ALL);
                continue;
            }
            Synapses synapses = networkModel.synapses.get(c.index());
            for (int k = synapses.begin(neuron); k < synapses.end(neuron); k++) {
                int delay = grid.nearest(networkModel.delay(c, synapses.weight(neuron, k)));
                pend(n + delay, spike, c, synapses.target(neuron, k));
            }
        }
    }

    private void pend(int n, int spike, Connection c, int target) {
        if (n <= network.steps()) {
            arrivals.add(networkModel.gridTime(n), spike, c.index(), target);
        }
    }

    private void release(int n, EventLog log) {
        while (releases.time() <= networkModel.gridTime(n)) {
            int spike = releases.spike();
            int neuron = releases.target();
            releases.remove();
            log.add(networkModel.gridTime(n), EventLog.Kind.RELEASE, spike, Pending.RELEASE, neuron);
            of(log.spikePopulation[spike]).isHeld[neuron] = false;
        }
    }

    private void deliver(int n, EventLog log) {
        while (arrivals.time() <= networkModel.gridTime(n)) {
            int spike = arrivals.spike();
            int connection = arrivals.connection();
            log.add(networkModel.gridTime(n), EventLog.Kind.ARRIVAL, spike, connection, arrivals.target());
            arrivals.remove();
            Connection c = network.connections().get(connection);
            double[][] z = of(c.to().index()).z;
            double[] weights = networkModel.weights(c);
            Synapses synapses = networkModel.synapses.get(connection);
            int neuron = log.spikeNeuron[spike];
            int current = networkModel.current[connection];
            int e = log.events - 1;
            for (int k = log.firstSynapse(e, synapses); k < log.endOfSynapses(e, synapses); k++) {
                z[synapses.target(neuron, k)][current] += weights[synapses.weight(neuron, k)];
            }
        }
    }
}
