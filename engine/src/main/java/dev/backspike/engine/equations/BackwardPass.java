package dev.backspike.engine.equations;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.RateRegularisation;
import dev.backspike.engine.dynamics.Motion;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Synapses;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Runs the adjoint equations of one trial backwards and adds its gradient. First the neurons are moved along the events
 * of the log once more, and their states at each event are kept; then lambda = dL/dz goes back from event to event. One
 * instance per thread.
 */
final class BackwardPass {

    private final NetworkModel networkModel;
    private final Network network;
    private final RateRegularisation regularisation;
    private final double step;
    private final @Nullable PopulationState[] populationStates;
    /** {@code [population][neuron][state]}. */
    private final double[][][] lambda;
    /** {@code [population][neuron]}: the event or end of the trial down to which lambda is known, ms. */
    private final double[][] until;
    /** {@code [population][neuron][quantity]}: dL/dq. */
    private final double[][][] ofQuantities;

    /** States at events: of every neuron that an event may change, just after it; of a spike, just before it. */
    private double[] states = {};
    /** {@code [event]}: where its states begin. */
    private int[] offset = {};
    /** {@code [spike]}: derivative of the loss by its time through its arrivals and the end of its refractory time. */
    private double[] later = {};

    private final double[][] scratch;
    private final double[] fieldBefore;
    private final double[] fieldAfter;

    /** @param step length of the steps at whose ends spikes lie, ms; 0 where spikes lie at their crossings */
    BackwardPass(NetworkModel networkModel, RateRegularisation regularisation, double step) {
        this.step = step;
        this.networkModel = networkModel;
        this.regularisation = regularisation;
        network = networkModel.network;
        int populations = network.populations().size();
        populationStates = new PopulationState[populations];
        lambda = new double[populations][][];
        until = new double[populations][];
        ofQuantities = new double[populations][][];
        int longest = 0;
        for (Population p : network.populations()) {
            if (!p.equals(network.input())) {
                PopulationModel populationModel = networkModel.of(p.index());
                populationStates[p.index()] = new PopulationState(networkModel, populationModel, step);
                lambda[p.index()] = new double[p.size()][populationModel.size];
                until[p.index()] = new double[p.size()];
                ofQuantities[p.index()] = new double[p.size()][populationModel.quantities];
                longest = Math.max(longest, populationModel.size);
            }
        }
        scratch = new double[2][longest];
        fieldBefore = new double[longest];
        fieldAfter = new double[longest];
    }

    private PopulationState stateOf(int population) {
        PopulationState found = populationStates[population];
        if (found == null) {
            throw new IllegalArgumentException("the input has no state");
        }
        return found;
    }

    /** @param gradients {@code [parameter]}: are added the derivatives of the trial's loss; empty if not learnt */
    void run(EventLog log, double[][] gradients) {
        replay(log);
        if (later.length < log.spikes) {
            later = new double[log.spikeTime.length];
        }
        Arrays.fill(later, 0, log.spikes, 0);
        begin(log);
        for (int e = log.events - 1; e >= 0; e--) {
            switch (log.kind(e)) {
                case READING -> reading(log, e);
                case RELEASE -> release(log, e);
                case ARRIVAL -> arrival(log, e, gradients);
                case EMISSION -> emission(log, e);
            }
        }
        end(gradients);
    }

    /** Moves the neurons along the log and keeps their states. */
    private void replay(EventLog log) {
        for (PopulationState e : populationStates) {
            if (e != null) {
                e.start();
            }
        }
        if (offset.length < log.events) {
            offset = new int[log.time.length];
        }
        int used = 0;
        for (int e = 0; e < log.events; e++) {
            offset[e] = used;
            double t = log.time[e];
            int spike = log.spike[e];
            switch (log.kind(e)) {
                case EMISSION -> {
                    int p = log.spikePopulation[spike];
                    if (p != network.input().index()) {
                        PopulationState state = stateOf(p);
                        int n = log.spikeNeuron[spike];
                        state.bring(n, t);
                        used = keep(state, n, used);
                        state.fire(n, t);
                    }
                }
                case RELEASE -> {
                    PopulationState state = stateOf(log.spikePopulation[spike]);
                    state.release(log.target[e], t);
                    used = keep(state, log.target[e], used);
                }
                case READING -> {
                    PopulationState state = stateOf(network.readout().index());
                    for (int n = 0; n < state.z.length; n++) {
                        state.bring(n, t);
                        used = keep(state, n, used);
                    }
                }
                case ARRIVAL -> {
                    Connection c = network.connections().get(log.connection[e]);
                    PopulationState state = stateOf(c.to().index());
                    double[] weights = networkModel.weights(c);
                    Synapses synapses = networkModel.synapses.get(c.index());
                    int neuron = log.spikeNeuron[spike];
                    for (int k = log.firstSynapse(e, synapses); k < log.endOfSynapses(e, synapses); k++) {
                        int n = synapses.target(neuron, k);
                        state.arrive(n, t, networkModel.current[c.index()], weights[synapses.weight(neuron, k)]);
                        used = keep(state, n, used);
                    }
                }
            }
        }
    }

    private int keep(PopulationState state, int n, int at) {
        int size = state.populationModel.size;
        int end = Math.addExact(at, size);
        if (states.length < end) {
            states = Arrays.copyOf(states, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(1024, 2L * end)));
        }
        System.arraycopy(state.z[n], 0, states, at, size);
        return end;
    }

    private void begin(EventLog log) {
        for (int p = 0; p < lambda.length; p++) {
            if (populationStates[p] == null) {
                continue;
            }
            for (double[] l : lambda[p]) {
                Arrays.fill(l, 0);
            }
            for (double[] q : ofQuantities[p]) {
                Arrays.fill(q, 0);
            }
            Arrays.fill(until[p], network.duration());
        }
        int readout = network.readout().index();
        PopulationModel populationModel = networkModel.of(readout);
        if (populationModel.integrates) {
            for (int n = 0; n < lambda[readout].length; n++) {
                lambda[readout][n][populationModel.model.states() - 1] = log.integralGradient[n];
            }
        }
    }

    /** Moves lambda of a neuron back to {@code t}, just after an event that left the kept state. */
    private void back(PopulationState state, int n, double t, int kept) {
        int p = state.populationModel.population.index();
        double h = until[p][n] - t;
        until[p][n] = t;
        if (h > 0 && isNotZero(lambda[p][n])) {
            double[] z = load(0, kept, state.populationModel.size);
            state.motion(n).moveBack(z, h, lambda[p][n], ofQuantities[p][n]);
        }
    }

    private double[] load(int which, int kept, int size) {
        if (scratch[which].length != size) {
            scratch[which] = new double[size];
        }
        System.arraycopy(states, kept, scratch[which], 0, size);
        return scratch[which];
    }

    private static boolean isNotZero(double[] values) {
        for (double value : values) {
            if (value != 0) {
                return true;
            }
        }
        return false;
    }

    private void reading(EventLog log, int e) {
        PopulationState state = stateOf(network.readout().index());
        int p = network.readout().index();
        int readouts = state.z.length;
        for (int n = 0; n < readouts; n++) {
            back(state, n, log.time[e], offset[e] + n * state.populationModel.size);
            lambda[p][n][0] += log.readingGradient[(log.spike[e] - 1) * readouts + n];
        }
    }

    /** Were the neuron released later, it would stand still for longer. */
    private void release(EventLog log, int e) {
        int p = log.spikePopulation[log.spike[e]];
        PopulationState state = stateOf(p);
        int n = log.target[e];
        back(state, n, log.time[e], offset[e]);
        double[] z = load(0, offset[e], state.populationModel.size);
        state.motion(n).rewindCurrents(z, step);
        later[log.spike[e]] += difference(state.afterSpike(), z, state.whileFree(), z, lambda[p][n]);
        state.isHeld[n] = true;
    }

    /** lambda times the vector field at {@code before}, less that at {@code after}. */
    private double difference(
            Motion motionBefore, double[] before, Motion motionAfter, double[] after, double[] lambdas) {
        motionBefore.field(before, fieldBefore);
        motionAfter.field(after, fieldAfter);
        double sum = 0;
        for (int k = 0; k < before.length; k++) {
            sum += lambdas[k] * (fieldBefore[k] - fieldAfter[k]);
        }
        return sum;
    }

    private void arrival(EventLog log, int e, double[][] gradients) {
        Connection c = network.connections().get(log.connection[e]);
        int p = c.to().index();
        PopulationState state = stateOf(p);
        int size = state.populationModel.size;
        int current = networkModel.current[c.index()];
        double[] weights = networkModel.weights(c);
        Synapses synapses = networkModel.synapses.get(c.index());
        int spike = log.spike[e];
        int neuron = log.spikeNeuron[spike];
        int learntDelay = networkModel.plan.learnt(Kind.DELAY, c.index());
        boolean moves = learntDelay >= 0
                || log.spikePopulation[spike] != network.input().index();
        int kept = offset[e];
        for (int k = log.firstSynapse(e, synapses); k < log.endOfSynapses(e, synapses); k++) {
            int n = synapses.target(neuron, k);
            int synapse = synapses.weight(neuron, k);
            back(state, n, log.time[e], kept);
            double[] l = lambda[p][n];
            if (isNotZero(l)) {
                if (c.learnsWeights()) {
                    gradients[c.index()][synapse] += l[current];
                }
                if (moves) {
                    double byTime = ofArrival(state.motion(n), current, weights[synapse], kept, l);
                    later[spike] += byTime;
                    if (learntDelay >= 0) {
                        gradients[learntDelay][synapse] += byTime;
                    }
                }
            }
            kept += size;
        }
    }

    /** Derivative of the loss by the time of an arrival that left the kept state. */
    private double ofArrival(Motion motion, int current, double weight, int kept, double[] lambdas) {
        if (motion.isTabulated()) {
            return -weight * motion.ofCurrent(current, lambdas);
        }
        double[] after = load(0, kept, lambdas.length);
        double[] before = load(1, kept, lambdas.length);
        before[current] -= weight;
        return difference(motion, before, motion, after, lambdas);
    }

    private void emission(EventLog log, int e) {
        int spike = log.spike[e];
        int p = log.spikePopulation[spike];
        if (p == network.input().index()) {
            return;
        }
        PopulationState state = stateOf(p);
        int n = log.spikeNeuron[spike];
        double t = log.time[e];
        double[] before = load(1, offset[e], state.populationModel.size);
        if (until[p][n] > t && isNotZero(lambda[p][n])) {
            double[] after = load(0, offset[e], state.populationModel.size);
            state.motion(n);
            state.whileFree().reset(after);
            state.motion(n).moveBack(after, until[p][n] - t, lambda[p][n], ofQuantities[p][n]);
        }
        until[p][n] = t;
        state.isHeld[n] = false;
        double byTime = later[spike];
        if (p == network.readout().index() && log.readSpike[n] == spike) {
            byTime += log.spikeTimeGradient[n];
        }
        if (byTime != 0 || isNotZero(lambda[p][n])) {
            Motion motion = state.motion(n);
            double[] of = ofQuantities[p][n];
            if (step > 0) {
                double slope = log.spikeSlope[spike];
                motion.spikeBackOnGrid(before, step, slope, state.afterSpike(), lambda[p][n], byTime, of);
            } else {
                motion.spikeBack(before, state.afterSpike(), lambda[p][n], byTime, of);
            }
        }
        double[] pushes = regularisation.pushes(p);
        if (pushes.length > 0) {
            lambda[p][n][0] -= pushes[n] / pushUnit(state.populationModel, n);
        }
    }

    /** Pushes are in terms of lambda_V = -tau_m dL/dV for lif neurons; elsewhere of dL/dx of the first state. */
    private double pushUnit(PopulationModel populationModel, int n) {
        if (!(populationModel.population.neuron() instanceof NeuronSpec.Lif)) {
            return 1;
        }
        double[] q = new double[populationModel.quantities];
        populationModel.quantities(networkModel.parameters, n, q);
        return q[0];
    }

    /**
     * Completes the pass from the first event of each neuron back to time 0, and carries derivatives by quantities over
     * to the parameters.
     */
    private void end(double[][] gradients) {
        for (int p = 0; p < lambda.length; p++) {
            if (populationStates[p] == null) {
                continue;
            }
            PopulationState state = stateOf(p);
            PopulationModel populationModel = state.populationModel;
            double[] z = new double[populationModel.size];
            for (int n = 0; n < lambda[p].length; n++) {
                Motion motion = state.motion(n);
                if (isNotZero(lambda[p][n])) {
                    motion.start(z);
                    motion.moveBack(z, until[p][n], lambda[p][n], ofQuantities[p][n]);
                    motion.startBack(lambda[p][n], ofQuantities[p][n]);
                }
                for (int k = 0; k < populationModel.quantities; k++) {
                    if (populationModel.learnt[k] >= 0) {
                        gradients[populationModel.learnt[k]][n] += ofQuantities[p][n][k];
                    }
                }
            }
        }
    }
}
