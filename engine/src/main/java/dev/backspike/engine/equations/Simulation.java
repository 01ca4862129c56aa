package dev.backspike.engine.equations;

import static java.lang.Double.POSITIVE_INFINITY;
import static java.lang.Math.min;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.engine.StoppedException;
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Synapses;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a trial forward, event by event in order of time. Of simultaneous events arrivals come before input spikes, and
 * these before spikes of neurons, by population and neuron; what would happen at or after T does not happen, but for
 * readings at T. One instance per thread.
 */
final class Simulation implements TrialSimulation {

    private static final int EVENTS_BETWEEN_STOPS = 64;

    private final NetworkModel networkModel;
    private final Network network;
    private final BooleanSupplier stop;
    /** The state of each population; null for the input. */
    private final @Nullable PopulationState[] populationStates;

    private final PopulationState readout;
    /** {@code [population]}: what will happen to its neurons. */
    private final Pending[] pending;
    /** {@code [population]}: the shortest time from an input spike to its arrival there; infinity without one. */
    private final double[] fromInput;

    private final double duration;
    private final LossReadings readings;

    Simulation(NetworkModel networkModel, LossSpec lossSpec, BooleanSupplier stop) {
        this.networkModel = networkModel;
        this.stop = stop;
        network = networkModel.network;
        duration = network.duration();
        populationStates = new PopulationState[network.populations().size()];
        pending = new Pending[populationStates.length];
        Arrays.setAll(pending, _ -> new Pending());
        fromInput = new double[populationStates.length];
        Arrays.fill(fromInput, POSITIVE_INFINITY);
        for (Connection c : networkModel.outgoing[network.input().index()]) {
            int to = c.to().index();
            fromInput[to] =
                    min(fromInput[to], c.delay().individual() ? 0 : c.delay().value());
        }
        for (Population p : network.populations()) {
            if (!p.equals(network.input())) {
                populationStates[p.index()] = new PopulationState(networkModel, networkModel.of(p.index()), 0);
            }
        }
        readout = stateOf(network.readout().index());
        readings = new LossReadings(networkModel, lossSpec);
    }

    private PopulationState stateOf(int population) {
        PopulationState found = populationStates[population];
        if (found == null) {
            throw new IllegalArgumentException("the input has no state");
        }
        return found;
    }

    private double[][] readoutAt(double t) {
        for (int n = 0; n < readout.z.length; n++) {
            readout.bring(n, t);
        }
        return readout.z;
    }

    @Override
    public void run(SpikeTrain input, int label, EventLog log) {
        log.clear();
        for (Pending p : pending) {
            p.clear();
        }
        for (PopulationState e : populationStates) {
            if (e != null) {
                e.start();
            }
        }
        readings.start(log);
        simulate(input, label, log);
        readings.end(readoutAt(duration), label, log);
    }

    private void simulate(SpikeTrain input, int label, EventLog log) {
        int nextInput = 0;
        int nextReading = 1;
        double now = 0;
        for (long count = 0; ; count++) {
            if (count % EVENTS_BETWEEN_STOPS == 0 && stop.getAsBoolean()) {
                throw new StoppedException();
            }
            double inputTime = nextInput < input.count ? input.times[nextInput] : POSITIVE_INFINITY;
            double readingTime =
                    nextReading <= readings.count() ? networkModel.gridTime(nextReading) : POSITIVE_INFINITY;
            Pending next = next();
            double horizon = min(min(next.time(), inputTime), min(readingTime, duration));
            double first = horizon;
            int population = -1;
            int neuron = -1;
            for (PopulationState e : populationStates) {
                if (e == null || !e.populationModel.model.spiking()) {
                    continue;
                }
                // Looking further ahead than the next event of its own population costs nothing but what an earlier
                // event undoes.
                int p = e.populationModel.population.index();
                double ahead = min(min(pending[p].time(), inputTime + fromInput[p]), duration);
                for (int n = 0; n < e.z.length; n++) {
                    double t = e.next(n, Math.max(horizon, ahead));
                    if (t < first) {
                        first = t;
                        population = p;
                        neuron = n;
                    }
                }
            }
            if (population >= 0) {
                fire(population, neuron, first, log);
            } else if (next.time() == horizon && horizon < duration) {
                deliver(next, log);
            } else if (inputTime == horizon && horizon < duration) {
                int unit = input.units[nextInput++];
                check(network, unit, inputTime, now);
                now = inputTime;
                int spike = log.emit(inputTime, network.input().index(), unit);
                send(network.input().index(), unit, inputTime, spike);
            } else if (readingTime <= horizon) {
                readings.read(nextReading++, readoutAt(readingTime), label, log);
            } else {
                return;
            }
        }
    }

    static void check(Network network, int unit, double t, double now) {
        if (unit < 0 || unit >= network.input().size()) {
            throw new IllegalArgumentException("input spike of unit " + unit + "; the network has "
                    + network.input().size() + " inputs");
        }
        if (t < 0 || t < now) {
            throw new IllegalArgumentException(
                    "input spike at " + t + " ms after " + now + " ms: times may not decrease");
        }
    }

    private void fire(int population, int neuron, double t, EventLog log) {
        PopulationState state = stateOf(population);
        if (state == readout && log.readSpike[neuron] < 0) {
            log.readSpike[neuron] = log.spikes;
        }
        int spike = log.emit(t, population, neuron);
        state.fire(neuron, t);
        if (state.populationModel.refractory > 0) {
            pending[population].add(t + state.populationModel.refractory, spike, Pending.RELEASE, neuron);
        }
        send(population, neuron, t, spike);
    }

    private void send(int population, int neuron, double t, int spike) {
        for (Connection c : networkModel.outgoing[population]) {
            if (!c.delay().individual()) {
                pending[c.to().index()].add(t + c.delay().value(), spike, c.index(), EventLog.ALL);
                continue;
            }
            Synapses synapses = networkModel.synapses.get(c.index());
            for (int k = synapses.begin(neuron); k < synapses.end(neuron); k++) {
                double delay = networkModel.delay(c, synapses.weight(neuron, k));
                pending[c.to().index()].add(t + delay, spike, c.index(), synapses.target(neuron, k));
            }
        }
    }

    /** The pending event of the population in which the next event occurs. */
    private Pending next() {
        Pending first = pending[0];
        for (Pending p : pending) {
            first = p.time() < first.time() ? p : first;
        }
        return first;
    }

    /** The next of what is pending happens. */
    private void deliver(Pending pending, EventLog log) {
        double t = pending.time();
        int spike = pending.spike();
        int target = pending.target();
        int connection = pending.connection();
        pending.remove();
        if (connection == Pending.RELEASE) {
            log.add(t, EventLog.Kind.RELEASE, spike, connection, target);
            stateOf(log.spikePopulation[spike]).release(target, t);
            return;
        }
        log.add(t, EventLog.Kind.ARRIVAL, spike, connection, target);
        Connection c = network.connections().get(connection);
        PopulationState state = stateOf(c.to().index());
        double[] weights = networkModel.weights(c);
        Synapses synapses = networkModel.synapses.get(connection);
        int neuron = log.spikeNeuron[spike];
        int e = log.events - 1;
        for (int k = log.firstSynapse(e, synapses); k < log.endOfSynapses(e, synapses); k++) {
            double weight = weights[synapses.weight(neuron, k)];
            state.arrive(synapses.target(neuron, k), t, networkModel.current[connection], weight);
        }
    }
}
