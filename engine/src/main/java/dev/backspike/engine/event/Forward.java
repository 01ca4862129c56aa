package dev.backspike.engine.event;

import static java.lang.Double.POSITIVE_INFINITY;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.NotConvergedException;
import dev.backspike.engine.StoppedException;
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.loss.SilentPush;
import dev.backspike.engine.loss.TrialLoss;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Synapses;
import dev.backspike.engine.plan.LossEntry;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Phase 1: simulates one trial, spike by spike in order of time, and writes the tape. Of simultaneous spikes the one of
 * the first population, then of the first neuron, comes first; delayed spikes that arrive then come before. What would
 * happen at or after T does not happen.
 *
 * <p>A spike is <em>emitted</em> by a neuron, which resets it, and <em>arrives</em> at the targets of its population's
 * connections, which changes their currents. One instance per thread.
 */
final class Forward {

    private static final long REFINEMENTS_PER_NEURON = 1000;
    private static final int STEPS_BETWEEN_LOOKS = 1 << 10;

    private final Wiring wiring;
    private final LossEntry entry;
    private final TrialLoss loss;
    /** {@code [population]}, none for the input. */
    private final Membranes[] membranes;

    private final Arrivals arrivals;

    private final int inputIndex;
    /** Populations that emit spikes, by index. */
    private final int[] emitters;

    private final int readoutIndex;
    private final double duration;
    /** {@code [readout neuron]}: first spike time or mean voltage; what else there is {@link #readings} reads. */
    private final double[] readout;
    /**
     * {@code [readout neuron]}: what its arrivals add to the integral of f V if it is never cut off; kept only if
     * voltages count.
     */
    private final double[] charge;

    private final double[] gradient;
    private final SilentPush push;
    /** Whether mean voltages count. */
    private final boolean readsMean;

    private final @Nullable VoltageReadings readings;
    private final BooleanSupplier stop;
    /** More than any neurons need between two events, a few steps each, however close their spikes are. */
    private final long mostRefinements;

    /** @param stop asked now and then whether to give up */
    Forward(Wiring wiring, LossSpec lossSpec, BooleanSupplier stop) {
        this.stop = stop;
        this.wiring = wiring;
        entry = wiring.plan.entry();
        arrivals = new Arrivals(wiring);
        Network network = wiring.network;
        duration = network.duration();
        loss = TrialLoss.of(lossSpec, duration);
        inputIndex = network.input().index();
        membranes = new Membranes[network.populations().size()];
        for (Population p : network.populations()) {
            if (p.index() != inputIndex) {
                membranes[p.index()] = Membranes.of(wiring, p);
            }
        }
        emitters = network.populations().stream()
                .filter(p -> p.spiking() || p.index() == inputIndex)
                .mapToInt(Population::index)
                .toArray();
        readoutIndex = network.readout().index();
        readout = new double[network.readout().size()];
        charge = new double[readout.length];
        gradient = new double[readout.length];
        push = new SilentPush(lossSpec, duration);
        readsMean = entry.averages();
        readings = VoltageReadings.of(wiring, loss, membranes[readoutIndex]);
        mostRefinements = REFINEMENTS_PER_NEURON
                * network.populations().stream().mapToLong(Population::size).sum();
    }

    /** @throws IllegalArgumentException if the input's times decrease or are negative, or a unit is out of range */
    void run(SpikeTrain input, int label, Tape tape) {
        tape.clear();
        for (Membranes m : membranes) {
            if (m != null) {
                m.start(tape);
            }
        }
        if (readings != null) {
            readings.start(label, tape);
        }
        arrivals.clear();
        Arrays.fill(charge, 0);
        simulate(input, tape);
        for (Membranes m : membranes) {
            if (m != null) {
                m.finish();
            }
        }
        readOut(label, tape);
    }

    private void simulate(SpikeTrain input, Tape tape) {
        int nextInput = 0;
        double now = 0;
        long refinements = 0;
        for (long step = 1; ; step++) {
            if (step % STEPS_BETWEEN_LOOKS == 0 && stop.getAsBoolean()) {
                throw new StoppedException();
            }
            double inputTime = nextInput < input.count ? input.times[nextInput] : POSITIVE_INFINITY;
            double first = POSITIVE_INFINITY;
            double second = duration;
            int population = -1;
            for (int p : emitters) {
                double t = p == inputIndex ? inputTime : membranes[p].next();
                if (t < first) {
                    second = min(second, first);
                    first = t;
                    population = p;
                } else {
                    second = min(second, t);
                }
            }
            double arrival = arrivals.time();
            if (arrival <= first && arrival < duration) {
                now = arrival;
                refinements = 0;
                deliver(tape);
                continue;
            }
            second = min(second, arrival);
            if (!(first < duration)) {
                return;
            }
            if (population == inputIndex) {
                int unit = input.units[nextInput++];
                check(unit, first, now);
                now = first;
                refinements = 0;
                tape.add(first, wiring.firstNeuron[inputIndex] + unit, 0);
                emit(inputIndex, unit, first, tape.count - 1);
                continue;
            }
            Membranes m = membranes[population];
            int n = m.nextNeuron();
            if (m.nextIsExact(n)) {
                now = max(now, first);
                refinements = 0;
                if (population == readoutIndex && tape.readSpike[n] < 0) {
                    tape.readSpike[n] = tape.count;
                }
                tape.add(now, wiring.firstNeuron[population] + n, m.spike(n, now));
                emit(population, n, now, tape.count - 1);
            } else if (refinements++ < mostRefinements) {
                m.refine(n, second);
            } else {
                throw new NotConvergedException("the next spike after t = " + now + " ms, near t = " + first
                        + " ms, cannot be located: the numbers of the network are out of range; lower its weights");
            }
        }
    }

    private void check(int unit, double t, double now) {
        if (unit < 0 || unit >= wiring.network.input().size()) {
            throw new IllegalArgumentException("input spike of unit " + unit + "; the network has "
                    + wiring.network.input().size() + " inputs");
        }
        if (t < 0 || t < now) {
            throw new IllegalArgumentException(
                    "input spike at " + t + " ms after " + now + " ms: times may not decrease");
        }
    }

    /** The spike that the tape got last leaves its neuron. */
    private void emit(int population, int neuron, double t, int spike) {
        for (Connection c : wiring.immediate[population]) {
            arrive(c, neuron, t);
        }
        arrivals.emit(population, neuron, t, spike);
    }

    /** The next of the delayed arrivals happens. */
    private void deliver(Tape tape) {
        double t = arrivals.time();
        Connection c = arrivals.connection();
        int target = arrivals.target();
        int spike = arrivals.spike();
        if (target == Arrivals.ALL) {
            arrive(c, arrivals.presynaptic(), t);
        } else {
            int synapse = arrivals.presynaptic() * c.to().size() + target;
            arrive(c, target, wiring.weights(c)[synapse], t);
        }
        tape.log(spike, wiring.arrival(c, target));
        arrivals.remove(tape.time[spike]);
    }

    private void arrive(Connection c, int neuron, double t) {
        int target = c.to().index();
        if (wiring.listed[c.index()]) {
            arriveListed(c, neuron, t);
            return;
        }
        double[] w = wiring.weights(c);
        int row = neuron * c.to().size();
        readUntil(t, target);
        membranes[target].arrive(t, wiring.component[c.index()], w, row);
        if (readsMean && target == readoutIndex) {
            if (wiring.perNeuronClocks[target]) {
                for (int n = 0; n < charge.length; n++) {
                    charge[n] += chargePerWeight(c, n, t) * w[row + n];
                }
            } else {
                double perWeight = chargePerWeight(c, 0, t);
                for (int n = 0; n < charge.length; n++) {
                    charge[n] += perWeight * w[row + n];
                }
            }
        }
    }

    private void arriveListed(Connection c, int neuron, double t) {
        Synapses synapses = wiring.synapses.get(c.index());
        double[] weights = wiring.weights(c);
        for (int k = synapses.begin(neuron); k < synapses.end(neuron); k++) {
            arrive(c, synapses.target(neuron, k), weights[synapses.weight(neuron, k)], t);
        }
    }

    private void arrive(Connection c, int n, double w, double t) {
        int target = c.to().index();
        readUntil(t, target);
        // Individual delays, or a list of synapses, are why these neurons have clocks of their own.
        ((PerNeuronClockMembranes) membranes[target]).arrive(t, wiring.component[c.index()], w, n);
        if (readsMean && target == readoutIndex) {
            charge[n] += chargePerWeight(c, n, t) * w;
        }
    }

    /** Reads voltages of the target of an arrival, if it is the readout. */
    private void readUntil(double t, int target) {
        if (readings != null && target == readoutIndex) {
            readings.until(t);
        }
    }

    /** What a current that arrives at {@code t} adds to the integral of f V of readout neuron {@code n}. */
    private double chargePerWeight(Connection c, int n, double t) {
        double tauSyn = wiring.tauSyn(c, n);
        return tauSyn * wiring.responses[n].i(tauSyn, t);
    }

    /** Evaluates the loss and says where it enters the adjoint equations. */
    private void readOut(int label, Tape tape) {
        if (readings != null) {
            readings.until(duration);
            readings.finish();
            return;
        }
        if (readsMean) {
            membranes[readoutIndex].advance(duration);
        }
        boolean spikes = entry instanceof LossEntry.FirstSpikes;
        for (int k = 0; k < readout.length; k++) {
            readout[k] = spikes ? firstSpike(k, tape) : meanVoltage(k);
        }
        tape.loss = loss.evaluate(readout, label, gradient);
        tape.predicted = loss.predict(readout);
        System.arraycopy(readout, 0, tape.readout, 0, readout.length);
        if (spikes) {
            System.arraycopy(gradient, 0, tape.spikeTimeGradient, 0, gradient.length);
            pushSilent(label, tape);
        } else {
            for (int k = 0; k < gradient.length; k++) {
                tape.drive[k] = -gradient[k] / duration;
            }
        }
    }

    private static double firstSpike(int n, Tape tape) {
        return tape.readSpike[n] < 0 ? POSITIVE_INFINITY : tape.time[tape.readSpike[n]];
    }

    private void pushSilent(int label, Tape tape) {
        for (int k = 0; k < readout.length; k++) {
            double strength = tape.readSpike[k] < 0 ? push.strength(k, label) : 0;
            if (strength > 0) {
                tape.loss += strength * (threshold() - meanVoltage(k));
                tape.drive[k] = strength / duration;
            }
        }
    }

    private double threshold() {
        return wiring.network.readout().neuron() instanceof NeuronSpec.Lif lif ? lif.vThresh() : POSITIVE_INFINITY;
    }

    /**
     * (1 / T) times the integral of f V over the trial, of a neuron that has not spiked and whose population stands at
     * T: what its arrivals would have added to it, less what its state at T would still add.
     */
    private double meanVoltage(int n) {
        Membranes m = membranes[readoutIndex];
        Response response = wiring.responses[n];
        double later = m.pendingCharge(n, response) + response.tauMem() * response.v(duration) * m.voltage(n);
        return (charge[n] - later) / duration;
    }
}
