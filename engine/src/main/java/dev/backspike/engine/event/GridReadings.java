package dev.backspike.engine.event;

import dev.backspike.engine.loss.TrialLoss;
import java.util.Arrays;

/**
 * Reads the voltages at the grid points t_n = n dt, n = 1 to T / dt, and averages the loss over them. The voltage is
 * continuous, so it is the same before and after what arrives at a grid point.
 */
final class GridReadings implements VoltageReadings {

    private final Wiring wiring;
    private final int steps;
    private final TrialLoss loss;
    private final Membranes readout;

    private final double[] voltage;
    private final double[] gradient;
    /** Over the grid points: what the class is predicted from. */
    private final double[] mean;

    private int next;
    private int label;
    private Tape tape;

    GridReadings(Wiring wiring, TrialLoss loss, Membranes readout) {
        this.wiring = wiring;
        this.loss = loss;
        this.readout = readout;
        steps = wiring.network.steps();
        voltage = new double[wiring.network.readout().size()];
        gradient = new double[voltage.length];
        mean = new double[voltage.length];
        tape = new Tape(wiring);
    }

    @Override
    public void start(int label, Tape tape) {
        this.label = label;
        this.tape = tape;
        tape.reservePoints(steps * voltage.length);
        next = 1;
        Arrays.fill(mean, 0);
    }

    @Override
    public void until(double t) {
        while (next <= steps && wiring.gridTime(next) <= t) {
            readout.advance(wiring.gridTime(next));
            for (int k = 0; k < voltage.length; k++) {
                voltage[k] = readout.voltage(k);
                mean[k] += voltage[k] / steps;
            }
            tape.loss += loss.evaluate(voltage, label, gradient) / steps;
            System.arraycopy(gradient, 0, tape.pointGradient, (next - 1) * gradient.length, gradient.length);
            next++;
        }
        tape.readingOrder = 31 * tape.readingOrder + next;
    }

    @Override
    public void finish() {
        tape.predicted = loss.predict(mean);
        System.arraycopy(mean, 0, tape.readout, 0, mean.length);
    }
}
