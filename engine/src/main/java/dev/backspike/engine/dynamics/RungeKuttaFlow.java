package dev.backspike.engine.dynamics;

import static java.lang.Math.abs;
import static java.lang.Math.max;
import static java.lang.Math.min;
import static java.lang.Math.pow;
import static java.lang.Math.sqrt;

import dev.backspike.engine.NotConvergedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The flow of any equations, by steps of {@link DormandPrince} whose length follows the estimated error. The adjoint is
 * the transposed step, stage by stage, so that gradients are those of the numbers that the forward pass computed; the
 * states within an interval are computed again instead of being kept.
 */
final class RungeKuttaFlow implements Flow {

    /** Error of a step, relative and absolute: near what double precision allows. */
    private static final double TOLERANCE = 1e-13;

    private static final int MOST_STEPS = 100_000;
    private static final int STAGES = DormandPrince.STAGES;

    private final NeuronModel model;
    private final int[] receptors;
    private final int states;
    private final int inputs;
    private final int parameters;
    private final int size;
    /** Arguments of the model's functions: states, inputs, parameters, and lambda. */
    private final double[] in;

    private final double[] rate;
    private final double[] adjoint;
    private final double[] tau;
    /** {@code [stage]}: rates, and the states that they are of. */
    private final double[][] k = new double[STAGES + 1][];

    private final double[][] y = new double[STAGES][];
    private final double[][] yBar = new double[STAGES][];
    private final double[] kBar;
    private final double[] trial;

    RungeKuttaFlow(NeuronModel model, int[] receptors) {
        this.model = model;
        this.receptors = receptors;
        states = model.states();
        inputs = model.inputs();
        parameters = model.parameters();
        size = states + receptors.length;
        in = new double[2 * states + inputs + parameters];
        rate = new double[states];
        adjoint = new double[states + inputs + parameters];
        tau = new double[receptors.length];
        for (int s = 0; s <= STAGES; s++) {
            k[s] = new double[size];
        }
        for (int s = 0; s < STAGES; s++) {
            y[s] = new double[size];
            yBar[s] = new double[size];
        }
        kBar = new double[size];
        trial = new double[size];
    }

    @Override
    public void bind(double[] q) {
        System.arraycopy(q, 0, in, states + inputs, parameters);
        System.arraycopy(q, parameters, tau, 0, tau.length);
    }

    @Override
    public double step(double[] z, double h) {
        double length = h;
        field(z, k[0]);
        for (int attempts = 0; attempts < MOST_STEPS; attempts++) {
            stages(z, length);
            double error = error(z, length);
            if (error <= 1) {
                System.arraycopy(trial, 0, z, 0, size);
                return length;
            }
            double shorter = length * (Double.isNaN(error) ? 0.1 : max(0.1, min(0.9, 0.9 * pow(error, -0.125))));
            // A rest that is much shorter than the steps before it would only add rounding.
            length = shorter > 0.5 * h && shorter < h ? 0.5 * h : shorter;
            if (length < 1e-12) {
                break;
            }
        }
        throw new NotConvergedException("the equations of a neuron cannot be integrated from the state "
                + Arrays.toString(z) + ": they diverge or are too stiff; check their parameters");
    }

    @Override
    public void partOfStep(double[] z, double h) {
        field(z, k[0]);
        stages(z, h);
        System.arraycopy(trial, 0, z, 0, size);
    }

    /** The stages of a step, whose first rate is there already, and its result. */
    private void stages(double[] z, double h) {
        System.arraycopy(z, 0, y[0], 0, size);
        for (int s = 1; s < STAGES; s++) {
            double[] a = DormandPrince.A[s];
            for (int n = 0; n < size; n++) {
                double sum = 0;
                for (int j = 0; j < s; j++) {
                    sum += a[j] * k[j][n];
                }
                y[s][n] = z[n] + h * sum;
            }
            field(y[s], k[s]);
        }
        for (int n = 0; n < size; n++) {
            double sum = 0;
            for (int j = 0; j < STAGES; j++) {
                sum += DormandPrince.B[j] * k[j][n];
            }
            trial[n] = z[n] + h * sum;
        }
    }

    /** The estimated error of the step to {@link #trial}, in units of what is tolerated. */
    private double error(double[] z, double h) {
        field(trial, k[STAGES]);
        double fifth = 0;
        double third = 0;
        for (int n = 0; n < size; n++) {
            double scale = TOLERANCE * (1 + max(abs(z[n]), abs(trial[n])));
            double e5 = 0;
            double e3 = 0;
            for (int j = 0; j <= STAGES; j++) {
                e5 += DormandPrince.E5[j] * k[j][n];
                e3 += DormandPrince.E3[j] * k[j][n];
            }
            fifth += e5 * e5 / (scale * scale);
            third += e3 * e3 / (scale * scale);
        }
        if (fifth == 0 && third == 0) {
            return 0;
        }
        return h * fifth / sqrt((fifth + 0.01 * third) * size);
    }

    private void field(double[] z, double[] rates) {
        arguments(z);
        model.field.apply(in, rate);
        System.arraycopy(rate, 0, rates, 0, states);
        for (int c = 0; c < tau.length; c++) {
            rates[states + c] = -z[states + c] / tau[c];
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

    @Override
    public void moveBack(double[] z, double h, double[] lambda, double[] gradient) {
        List<double[]> starts = new ArrayList<>();
        List<Double> lengths = new ArrayList<>();
        for (double left = h; left > 0; ) {
            starts.add(z.clone());
            double length = step(z, left);
            lengths.add(length);
            left -= length;
        }
        for (int s = starts.size() - 1; s >= 0; s--) {
            back(starts.get(s), lengths.get(s), lambda, gradient);
        }
    }

    private void back(double[] z, double h, double[] lambda, double[] gradient) {
        field(z, k[0]);
        stages(z, h);
        for (int s = STAGES - 1; s >= 0; s--) {
            for (int n = 0; n < size; n++) {
                double sum = DormandPrince.B[s] * lambda[n];
                for (int j = s + 1; j < STAGES; j++) {
                    sum += DormandPrince.A[j][s] * yBar[j][n];
                }
                kBar[n] = h * sum;
            }
            fieldAdjoint(y[s], yBar[s], gradient);
        }
        for (int n = 0; n < size; n++) {
            for (int s = 0; s < STAGES; s++) {
                lambda[n] += yBar[s][n];
            }
        }
    }

    /** {@link #kBar} times the derivative of the field at a state. */
    private void fieldAdjoint(double[] z, double[] zBar, double[] gradient) {
        arguments(z);
        System.arraycopy(kBar, 0, in, states + inputs + parameters, states);
        model.fieldAdjoint.apply(in, adjoint);
        System.arraycopy(adjoint, 0, zBar, 0, states);
        for (int c = 0; c < tau.length; c++) {
            zBar[states + c] = adjoint[states + receptors[c]] - kBar[states + c] / tau[c];
            gradient[parameters + c] += kBar[states + c] * z[states + c] / (tau[c] * tau[c]);
        }
        for (int p = 0; p < parameters; p++) {
            gradient[p] += adjoint[states + inputs + p];
        }
    }
}
