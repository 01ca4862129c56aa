package dev.backspike.engine.event;

import dev.backspike.engine.RunawayNetworkException;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.plan.SpikeCounter;
import java.util.Arrays;

/**
 * The record of one trial for the later phases. {@link Forward} writes the spikes in order of time, a log of what
 * happened, and how the loss acts on the readout; {@link Adjoint} reads the log backwards and adds the traces. The
 * arrays grow with the number of spikes and are used again for the next batch.
 */
final class Tape {

    /** A trial with more spikes than this is a network that runs away, not one that computes. */
    static final int MOST_SPIKES = 1 << 22;

    /** Marks an entry of the log at which a spike is emitted, and arrives at synapses without a delay. */
    static final int EMITTED = -1;

    private static final double[] NONE = {};

    /** Spikes in [0, count). */
    int count;
    /** {@code [spike]}, ms. */
    double[] time = new double[256];
    /** {@code [spike]}: number of the neuron, counted through all populations. */
    int[] source = new int[256];
    /** {@code [spike]}: I - V = tau_m dV/dt just before the spike; 0 for input spikes. */
    double[] rise = new double[256];

    /** {@code [spike]}: I - V when its neuron ceases to be refractory; kept for neurons that can be. */
    double[] release = new double[256];

    /** Events in [0, logged), as they happened: emissions, and arrivals where there are delays. */
    int logged;
    /** {@code [event]}: index of the spike. */
    int[] loggedSpike = new int[256];
    /** {@code [event]}: {@link #EMITTED}, or what arrives where, as {@link Wiring#arrival} numbers it. */
    int[] loggedArrival = new int[256];

    /** Loss of the trial. */
    double loss;
    /** Predicted class, or -1. */
    int predicted;
    /** {@code [readout neuron]}: what the class was predicted from. */
    final double[] readout;
    /** {@code [readout neuron]}: constant drive D of lambda_V, per ms. */
    final double[] drive;
    /** {@code [readout neuron]}: index of the spike that the loss reads, or -1. */
    final int[] readSpike;
    /** {@code [readout neuron]}: derivative of the loss by the time of that spike, per ms. */
    final double[] spikeTimeGradient;

    /**
     * Derivative of the loss by readout voltages at single times: {@code [grid point][readout neuron]}, from t = dt on
     * and before the average over them, or {@code [readout neuron]} at {@link #peakTime}; unused by other losses.
     */
    double[] pointGradient = NONE;
    /** {@code [readout neuron]}: when its voltage is largest, ms. */
    final double[] peakTime;
    /** {@code [readout neuron]}: which share of its jump comes before what arrives then; see {@link PeakReadings}. */
    final double[] peakShare;
    /** Tells between which arrivals voltages were read: while it stays the same, the readings are smooth. */
    int readingOrder;

    /** Spikes whose I - V the adjoint has clamped. */
    int clamped;

    /** The adjoint variables are zero after this spike: traces exist for spikes in [0, traced). */
    int traced;
    /** {@code [spike]}: where its trace begins in {@link #trace}. */
    int[] traceStart = new int[256];
    /** lambda_I of the neurons that a spike reaches, at its arrival, by outgoing connection. */
    double[] trace = NONE;
    /** {@code [spike]}: sum of w_j (lambda_V - lambda_I)_j over the arrivals that were delayed. */
    double[] later = NONE;
    /** {@code [parameter][neuron]}: derivatives of the loss by learnt time constants; others are empty. */
    final double[][] tauGradients;

    Tape(Wiring wiring) {
        int readouts = wiring.network.readout().size();
        tauGradients = wiring.network.parameters().stream()
                .map(p -> new double
                        [p.learnable() && (p.kind() == Kind.TAU_SYN || p.kind() == Kind.TAU_MEM) ? p.size() : 0])
                .toArray(double[][]::new);
        drive = new double[readouts];
        readout = new double[readouts];
        readSpike = new int[readouts];
        spikeTimeGradient = new double[readouts];
        peakTime = new double[readouts];
        peakShare = new double[readouts];
    }

    void clear() {
        count = 0;
        logged = 0;
        traced = 0;
        loss = 0;
        readingOrder = 0;
        Arrays.fill(drive, 0);
        Arrays.fill(readSpike, -1);
        Arrays.fill(spikeTimeGradient, 0);
    }

    void add(double t, int neuron, double iMinusV) {
        if (count == time.length) {
            grow(t);
        }
        time[count] = t;
        source[count] = neuron;
        rise[count] = iMinusV;
        log(count++, EMITTED);
    }

    /** Adds an event to the log. */
    void log(int spike, int arrival) {
        if (logged == loggedSpike.length) {
            loggedSpike = Arrays.copyOf(loggedSpike, 2 * logged);
            loggedArrival = Arrays.copyOf(loggedArrival, 2 * logged);
        }
        loggedSpike[logged] = spike;
        loggedArrival[logged++] = arrival;
    }

    /** Clears the traces of the spikes in [0, traced) as far as arrivals will add to them. */
    void clearTraces(int length) {
        Arrays.fill(trace, 0, length, 0);
        if (later.length < traced) {
            later = new double[time.length];
        }
        Arrays.fill(later, 0, traced, 0);
    }

    /** Makes room for {@code count} of {@link #pointGradient}. */
    void reservePoints(int count) {
        if (pointGradient.length < count) {
            pointGradient = new double[count];
        }
    }

    /** Makes room for a trace of {@code length} beginning at {@code start}. */
    void reserveTrace(int start, int length) {
        int needed = Math.addExact(start, length);
        if (needed > trace.length) {
            trace = Arrays.copyOf(trace, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * trace.length)));
        }
    }

    /** Counts the trial's spikes. */
    void countInto(SpikeCounter counter, Wiring wiring) {
        for (int s = 0; s < count; s++) {
            int p = wiring.populationOf[source[s]];
            counter.count(p, source[s] - wiring.firstNeuron[p]);
        }
    }

    private void grow(double t) {
        if (count >= MOST_SPIKES) {
            throw new RunawayNetworkException("a trial emitted more than " + MOST_SPIKES + " spikes by t = " + t
                    + " ms: the network runs away; lower its weights");
        }
        time = Arrays.copyOf(time, 2 * count);
        source = Arrays.copyOf(source, 2 * count);
        rise = Arrays.copyOf(rise, 2 * count);
        release = Arrays.copyOf(release, 2 * count);
        traceStart = Arrays.copyOf(traceStart, 2 * count);
    }
}
