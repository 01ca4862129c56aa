package dev.backspike.engine.dynamics;

import static java.lang.Math.abs;
import static java.lang.Math.ulp;

import dev.backspike.engine.NotConvergedException;
import dev.backspike.engine.RunawayNetworkException;
import java.util.Arrays;

/**
 * Moves one neuron at a time, forwards and backwards: between events, across its spikes, and from its initial state.
 * State z and quantities q are those of {@link Flow}. One instance per thread.
 */
public final class Motion {

    private static final int MOST_ITERATIONS = 200;

    private final NeuronModel model;
    private final Flow flow;
    private final int[] receptors;
    private final int states;
    private final int inputs;
    private final int parameters;
    private double[] q = {};
    /** Arguments of the model's functions: states, inputs, parameters, lambda. */
    private final double[] in;

    private final double[] onState;
    private final double[] rates;
    private final double[] thresholdGradient;
    private final double[] ofReset;
    private final double[] ofStart;
    private final double[] crossing = new double[2];
    private final double[] fieldBefore;
    private final double[] fieldAfter;
    private final double[] fieldCrossing;
    private final double[] start;

    /** @param receptors {@code [current]}: the input of the model that each synaptic current adds to */
    public Motion(NeuronModel model, int[] receptors) {
        this(model, receptors, Flow.of(model, receptors));
    }

    private Motion(NeuronModel model, int[] receptors, Flow flow) {
        this.model = model;
        this.receptors = receptors;
        this.flow = flow;
        states = model.states();
        inputs = model.inputs();
        parameters = model.parameters();
        in = new double[2 * states + inputs + parameters];
        onState = new double[states];
        rates = new double[states];
        thresholdGradient = new double[states + parameters];
        ofReset = new double[states + parameters];
        ofStart = new double[parameters];
        fieldBefore = new double[states + receptors.length];
        fieldAfter = new double[states + receptors.length];
        fieldCrossing = new double[states + receptors.length];
        start = new double[states + receptors.length];
    }

    /**
     * Moves neurons whose events lie at multiples of a step, by tables that last until other quantities are bound.
     *
     * @param receptors as for the constructor
     * @param dt length of the step, ms
     */
    public static Motion stepped(NeuronModel model, int[] receptors, double dt) {
        return new Motion(model, receptors, Flow.stepped(model, receptors, dt));
    }

    /** Takes over the quantities of the neuron that is moved next. */
    public void bind(double[] quantities) {
        if (!Arrays.equals(q, quantities)) {
            q = quantities.clone();
            flow.bind(q);
            System.arraycopy(q, 0, in, states + inputs, parameters);
        }
    }

    /** Sets the state at time 0. */
    public void start(double[] z) {
        arguments(z);
        model.initial.apply(in, onState);
        Arrays.fill(z, 0);
        System.arraycopy(onState, 0, z, 0, states);
    }

    /** Moves the state over an interval, whatever its threshold. */
    public void move(double[] z, double h) {
        flow.move(z, h);
    }

    /**
     * Moves the state until it crosses its threshold from below.
     *
     * @param z the state, below its threshold; on return that at the crossing, or after {@code h} if there is none
     * @return the time until the crossing, at most {@code h}, to rounding; infinity if there is none
     */
    public double cross(double[] z, double h) {
        double done = 0;
        double gBefore = threshold(z);
        double rateBefore = crossing[1];
        while (done < h) {
            System.arraycopy(z, 0, start, 0, z.length);
            double length = flow.step(z, h - done);
            double g = threshold(z);
            double rate = crossing[1];
            if (g >= 0) {
                return done + root(z, length);
            }
            if (rateBefore > 0 && rate < 0) {
                double above = turn(z, length, gBefore, rateBefore, rate);
                if (above < Double.POSITIVE_INFINITY) {
                    return done + root(z, above);
                }
                at(z, length);
            }
            if (!Double.isFinite(g)) {
                throw new NotConvergedException("the threshold of a neuron is " + g + " at the state "
                        + Arrays.toString(z) + "; check the parameters of its equations");
            }
            gBefore = g;
            rateBefore = rate;
            done += length;
        }
        return Double.POSITIVE_INFINITY;
    }

    /** The first crossing in (0, end] from {@link #start}, where g is negative, to the end, where it is not. */
    private double root(double[] z, double end) {
        double below = 0;
        double above = end;
        double t = end;
        for (int k = 0; k < MOST_ITERATIONS; k++) {
            at(z, t);
            double g = threshold(z);
            if (g >= 0) {
                above = t;
            } else {
                below = t;
            }
            double next = crossing[1] > 0 ? t - g / crossing[1] : Double.NaN;
            if (abs(next - t) <= 2 * ulp(t) || above - below <= 2 * ulp(above)) {
                return t;
            }
            t = next > below && next < above ? next : below + (above - below) / 2;
        }
        throw new NotConvergedException("the time at which a neuron reaches its threshold cannot be located near the"
                + " state " + Arrays.toString(z));
    }

    /**
     * Looks for a crossing in a step from {@link #start} in which g rises and falls again and is negative at both ends.
     * While g turns once, it is concave between a point where it rises and one where it falls, and stays below its
     * tangents; the distance to them is taken twice, for what is concave only nearly.
     *
     * @param gBefore g at the start, and its rate there; likewise {@code rateAfter} at the end
     * @return a time at which g is not negative, or infinity if there is none
     */
    private double turn(double[] z, double length, double gBefore, double rateBefore, double rateAfter) {
        double rising = 0;
        double falling = length;
        double g = gBefore;
        double rateRising = rateBefore;
        double rateFalling = rateAfter;
        for (int k = 0; k < MOST_ITERATIONS && g + 2 * rateRising * (falling - rising) >= 0; k++) {
            // Where a straight line through the rates is 0; every third time the middle, so that both ends move.
            double share = k % 3 == 2 ? 0.5 : rateRising / (rateRising - rateFalling);
            double middle = rising + share * (falling - rising);
            if (!(middle > rising && middle < falling)) {
                break;
            }
            at(z, middle);
            double inner = threshold(z);
            if (inner >= 0) {
                return middle;
            }
            if (crossing[1] > 0) {
                rising = middle;
                g = inner;
                rateRising = crossing[1];
            } else {
                falling = middle;
                rateFalling = crossing[1];
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    /** The state at a time of the step from {@link #start}. */
    private void at(double[] z, double t) {
        System.arraycopy(start, 0, z, 0, z.length);
        flow.partOfStep(z, t);
    }

    /** The threshold function g at a state; a spike is due where it is not negative. */
    public double excess(double[] z) {
        return threshold(z);
    }

    /** g, and in {@link #crossing} dg/dt too. */
    private double threshold(double[] z) {
        arguments(z);
        model.crossing.apply(in, crossing);
        return crossing[0];
    }

    /**
     * Resets the state after a spike.
     *
     * @throws RunawayNetworkException if the neuron is still at its threshold, so that it would spike without end
     */
    public void reset(double[] z) {
        arguments(z);
        model.reset.apply(in, onState);
        System.arraycopy(onState, 0, z, 0, states);
        if (threshold(z) >= 0) {
            throw new RunawayNetworkException("after its reset a neuron is still at its threshold (" + crossing[0]
                    + "), at the state " + Arrays.toString(z) + ": it would spike without end");
        }
    }

    /** The vector field: dz/dt. */
    public void field(double[] z, double[] out) {
        arguments(z);
        model.field.apply(in, rates);
        System.arraycopy(rates, 0, out, 0, states);
        for (int c = 0; c < receptors.length; c++) {
            out[states + c] = -z[states + c] / q[parameters + c];
        }
    }

    /** Whether steps of dt are tabulated: for {@link #stepped} motions of affine equations. */
    public boolean isTabulated() {
        return flow instanceof SteppedFlow;
    }

    /**
     * lambda times the derivative of the vector field by a state or current of a tabulated motion, which is constant.
     *
     * @param index of the state or current in z
     * @throws IllegalStateException if the motion is not tabulated
     */
    public double ofCurrent(int index, double[] lambda) {
        if (!(flow instanceof SteppedFlow stepped)) {
            throw new IllegalStateException("the vector field may depend on the state");
        }
        return stepped.ofColumn(index, lambda);
    }

    /**
     * Moves lambda = dL/dz back over an interval.
     *
     * @param z the state at the beginning of the interval; destroyed
     * @param gradient is added the part of dL/dq
     */
    public void moveBack(double[] z, double h, double[] lambda, double[] gradient) {
        if (h > 0) {
            flow.moveBack(z, h, lambda, gradient);
        }
    }

    /**
     * Takes lambda back across a spike.
     *
     * @param z the state just before the spike
     * @param after how the neuron moves after the spike, as long as it is refractory
     * @param later derivative of the loss by the time of the spike through all but this neuron's state
     * @param gradient is added the part of dL/dq
     */
    public void spikeBack(double[] z, Motion after, double[] lambda, double later, double[] gradient) {
        field(z, fieldBefore);
        System.arraycopy(z, 0, start, 0, z.length);
        arguments(z);
        model.reset.apply(in, onState);
        System.arraycopy(onState, 0, start, 0, states);
        after.field(start, fieldAfter);
        threshold(z);
        model.thresholdGradient.apply(in, thresholdGradient);
        System.arraycopy(lambda, 0, in, states + inputs + parameters, states);
        model.resetAdjoint.apply(in, ofReset);
        double byTime = later;
        for (int k = 0; k < states; k++) {
            byTime += ofReset[k] * fieldBefore[k] - lambda[k] * fieldAfter[k];
        }
        double perRate = byTime / crossing[1];
        for (int k = 0; k < states; k++) {
            lambda[k] = ofReset[k] - thresholdGradient[k] * perRate;
        }
        for (int p = 0; p < parameters; p++) {
            gradient[p] += ofReset[states + p] - thresholdGradient[states + p] * perRate;
        }
    }

    /** Takes the synaptic currents back over a time without arrivals, and leaves the model's states as they are. */
    public void rewindCurrents(double[] z, double h) {
        for (int c = 0; c < receptors.length; c++) {
            z[states + c] *= Math.exp(h / q[parameters + c]);
        }
    }

    /**
     * Takes lambda back across a spike at a grid point, whose crossing lies somewhere in the step before. The vector
     * field before the spike is read from the states at the end of the step and the currents at its start, which for
     * lif neurons is never zero or negative; states are extrapolated back along it to the threshold, where the reset
     * changes it. Where it does not rise, the mean slope of g over the step stands in. A spike whose g was not negative
     * at the start of the step, at the end of a refractory time, has a time that no small change moves.
     *
     * @param z the state at the grid point just before the spike
     * @param dt length of the step, ms
     * @param slope mean slope of g over the step, per ms
     * @param after how the neuron moves after the spike; this where it is not refractory
     * @param later as for {@link #spikeBack}
     * @param gradient is added the part of dL/dq
     */
    public void spikeBackOnGrid(
            double[] z, double dt, double slope, Motion after, double[] lambda, double later, double[] gradient) {
        System.arraycopy(z, 0, start, 0, z.length);
        rewindCurrents(start, dt);
        field(start, fieldBefore);
        double excess = threshold(start);
        double rate = crossing[1] > 0 ? crossing[1] : slope;
        model.thresholdGradient.apply(in, thresholdGradient);
        System.arraycopy(lambda, 0, in, states + inputs + parameters, states);
        model.resetAdjoint.apply(in, ofReset);
        double perRate = 0;
        if (slope > 0) {
            double byTime = later;
            fieldAfterCrossing(excess / rate, after);
            for (int k = 0; k < states; k++) {
                byTime += ofReset[k] * fieldBefore[k] - lambda[k] * fieldAfter[k];
            }
            perRate = byTime / rate;
        }
        for (int k = 0; k < states; k++) {
            lambda[k] = ofReset[k] - thresholdGradient[k] * perRate;
        }
        for (int p = 0; p < parameters; p++) {
            gradient[p] += ofReset[states + p] - thresholdGradient[states + p] * perRate;
        }
    }

    /** {@link #fieldAfter} from {@link #start} and {@link #fieldBefore}, {@code back} ms before the end of the step. */
    private void fieldAfterCrossing(double back, Motion after) {
        for (int k = 0; k < states; k++) {
            start[k] -= back * fieldBefore[k];
        }
        field(start, fieldCrossing);
        model.reset.apply(in, onState);
        System.arraycopy(onState, 0, start, 0, states);
        after.field(start, fieldAfter);
        if (after == this) {
            for (int k = 0; k < states; k++) {
                fieldAfter[k] += fieldBefore[k] - fieldCrossing[k];
            }
        }
    }

    /** Adds to the gradient what the initial state contributes. */
    public void startBack(double[] lambda, double[] gradient) {
        System.arraycopy(lambda, 0, in, states + inputs + parameters, states);
        model.initialAdjoint.apply(in, ofStart);
        for (int p = 0; p < parameters; p++) {
            gradient[p] += ofStart[p];
        }
    }

    private void arguments(double[] z) {
        System.arraycopy(z, 0, in, 0, states);
        for (int i = 0; i < inputs; i++) {
            in[states + i] = 0;
        }
        for (int c = 0; c < receptors.length; c++) {
            in[states + receptors[c]] += z[states + c];
        }
    }
}
