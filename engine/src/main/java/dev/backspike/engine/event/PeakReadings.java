package dev.backspike.engine.event;

import static java.lang.Math.max;

import dev.backspike.engine.loss.TrialLoss;
import dev.backspike.engine.network.Population;
import java.util.Arrays;

/**
 * Follows the largest voltage of each readout neuron and when it is reached: between arrivals where V' = 0, which is
 * found in closed form or by {@link Peak}, or at an arrival that turns a rising voltage into a falling one, or at T. A
 * voltage that never exceeds the 0 it starts from has its maximum at time 0, where nothing moves it.
 *
 * <p><b>Maxima at an arrival</b> move with it: to first order dx/dt = V' just before. With r = I - V before and after,
 * r- &gt; 0 &gt; r+ and w = r+ - r-, the numerator of the arriving spike's jump has to get dl/dx r- / tau_m, which is
 * what w (lambda_V - lambda_I) gives if the share r- / (r- - r+) of the jump -dl/dx / tau_m of lambda_V comes before
 * the arrival (going backwards) and the rest after it.
 */
final class PeakReadings implements VoltageReadings {

    private final Wiring wiring;
    private final Population population;
    private final TrialLoss loss;
    private final Membranes readout;
    private final Peak peak = new Peak();

    /** {@code [readout neuron]}: of its voltage so far. */
    private final double[] largest;
    /** {@code [readout neuron]}: I - V just before it, where V is cut off while rising; else 0. */
    private final double[] before;
    /** {@code [readout neuron]}: I - V just after it. */
    private final double[] after;
    /** {@code [readout neuron]}: in which interval between its arrivals that was, negative where V' = 0 there. */
    private final int[] interval;
    /** {@code [readout neuron]}: how many intervals have begun, and when the last did. */
    private final int[] intervals;

    private final double[] begin;

    private final double[] gradient;
    private final double[] currents;
    private int label;
    private Tape tape;

    PeakReadings(Wiring wiring, TrialLoss loss, Membranes readout) {
        this.wiring = wiring;
        this.loss = loss;
        this.readout = readout;
        population = wiring.network.readout();
        largest = new double[population.size()];
        before = new double[largest.length];
        after = new double[largest.length];
        interval = new int[largest.length];
        intervals = new int[largest.length];
        begin = new double[largest.length];
        gradient = new double[largest.length];
        currents = new double[wiring.kernels(population, 0).length];
        tape = new Tape(wiring);
    }

    @Override
    public void start(int label, Tape tape) {
        this.label = label;
        this.tape = tape;
        tape.reservePoints(largest.length);
        Arrays.fill(intervals, 0);
        Arrays.fill(begin, 0);
        Arrays.fill(largest, 0);
        Arrays.fill(before, 0);
        Arrays.fill(after, 0);
        Arrays.fill(interval, 0);
        Arrays.fill(tape.peakTime, 0);
    }

    @Override
    public void until(double t) {
        for (int n = 0; n < largest.length; n++) {
            look(n, t);
        }
    }

    private void look(int n, double t) {
        PspKernel[] kernels = wiring.kernels(population, n);
        double from = readout.time(n);
        double v = readout.voltage(n);
        double sum = 0;
        double positive = 0;
        double bound = max(0, v);
        for (int c = 0; c < currents.length; c++) {
            double i = readout.current(c, n);
            currents[c] = i;
            sum += i;
            positive += max(0, i);
            bound += max(0, i) * kernels[c].largestKappa;
        }
        if (from > begin[n]) {
            begin[n] = from;
            intervals[n]++;
        }
        if (from == tape.peakTime[n]) {
            after[n] = sum - v;
        }
        // V cannot rise above the positive currents, nor above what they would bring it at the peak of kappa.
        if (t == from || positive <= largest[n] || bound <= largest[n]) {
            return;
        }
        peak.find(v, currents, kernels, t - from);
        // so that NaN is not overlooked
        if (!(peak.voltage() <= largest[n])) {
            largest[n] = peak.voltage();
            tape.peakTime[n] = peak.isAtEnd() ? t : from + peak.time();
            before[n] = peak.isAtEnd() ? peak.rise() : 0;
            interval[n] = peak.isAtEnd() ? intervals[n] : -intervals[n];
        }
    }

    @Override
    public void finish() {
        tape.loss = loss.evaluate(largest, label, gradient);
        tape.predicted = loss.predict(largest);
        System.arraycopy(largest, 0, tape.readout, 0, largest.length);
        System.arraycopy(gradient, 0, tape.pointGradient, 0, gradient.length);
        double end = wiring.network.duration();
        for (int n = 0; n < largest.length; n++) {
            boolean cutOff = before[n] > 0 && tape.peakTime[n] < end;
            tape.peakShare[n] = cutOff ? before[n] / (before[n] - after[n]) : 1;
        }
        tape.readingOrder = Arrays.hashCode(interval);
    }
}
