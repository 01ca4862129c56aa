package dev.backspike.engine.dynamics;

import dev.backspike.engine.NotConvergedException;
import java.util.Arrays;

/**
 * The flow of affine equations dz/dt = A z + c: the action of the matrix exponential by its Taylor series, summed to
 * rounding over steps in which the series converges fast (Al-Mohy and Higham 2011). The adjoint is the transposed
 * series, which is the derivative of the same sum, so that no difference of nearly equal exponentials is ever taken,
 * whatever the time constants.
 */
final class AffineFlow implements Flow {

    /** Largest norm of A times a step. */
    private static final double LARGEST = 1;

    private static final double MOST_STEPS = 1e7;
    private static final int MOST_TERMS = 40;

    private final NeuronModel model;
    private final AffineForm form;
    private final int[] receptors;
    private final int states;
    private final int size;
    private final double[] in;
    private final double[] elements;
    private final double[] bars;
    private final double[] parameterGradient;
    /** {@code [row][column]} and {@code [row]}. */
    private final double[][] a;

    private final double[] c;
    private final double[][] aBar;
    private final double[] cBar;
    private double[] q = {};
    private double norm;
    /** {@code [term][row]}. */
    private final double[][] terms;

    private final double[] bar;
    private final double[] next;

    AffineFlow(NeuronModel model, int[] receptors) {
        this.model = model;
        this.receptors = receptors;
        AffineForm given = model.affine;
        if (given == null) {
            throw new IllegalArgumentException("the equations are not affine");
        }
        form = given;
        states = model.states();
        size = states + receptors.length;
        int columns = states + model.inputs() + 1;
        in = new double[states + model.inputs() + model.parameters()];
        elements = new double[states * columns];
        bars = new double[in.length + elements.length];
        parameterGradient = new double[model.parameters()];
        a = new double[size][size];
        aBar = new double[size][size];
        c = new double[size];
        cBar = new double[size];
        terms = new double[MOST_TERMS + 1][size];
        bar = new double[size];
        next = new double[size];
    }

    @Override
    public void bind(double[] q) {
        if (Arrays.equals(this.q, q)) {
            return;
        }
        this.q = q.clone();
        System.arraycopy(q, 0, in, states + model.inputs(), model.parameters());
        form.matrix().apply(in, elements);
        int columns = states + model.inputs() + 1;
        for (int row = 0; row < states; row++) {
            System.arraycopy(elements, row * columns, a[row], 0, states);
            for (int k = 0; k < receptors.length; k++) {
                a[row][states + k] = elements[row * columns + states + receptors[k]];
            }
            c[row] = elements[row * columns + columns - 1];
        }
        for (int k = 0; k < receptors.length; k++) {
            a[states + k][states + k] = -1 / q[model.parameters() + k];
        }
        norm = 0;
        for (double[] row : a) {
            norm = Math.max(norm, Arrays.stream(row).map(Math::abs).sum());
        }
        if (!Double.isFinite(norm)) {
            throw new NotConvergedException("the equations of a neuron have a coefficient that is not finite");
        }
    }

    @Override
    public double step(double[] z, double h) {
        double length = stepLength(h);
        sum(z, length);
        return length;
    }

    private double stepLength(double h) {
        double steps = Math.ceil(norm * h / LARGEST);
        if (steps > MOST_STEPS) {
            throw new NotConvergedException("an interval of " + h + " ms is " + steps
                    + " times as long as the shortest time constant of the equations; make that longer");
        }
        return steps <= 1 ? h : h / steps;
    }

    @Override
    public void partOfStep(double[] z, double h) {
        sum(z, h);
    }

    /** z becomes the sum of the terms, which are kept; returns how many there are. */
    private int sum(double[] z, double h) {
        System.arraycopy(z, 0, terms[0], 0, size);
        int count = 0;
        int negligible = 0;
        while (negligible < 2 && count < MOST_TERMS) {
            double[] term = terms[count];
            double[] following = terms[++count];
            double factor = h / count;
            boolean small = true;
            for (int row = 0; row < size; row++) {
                double rate = count == 1 ? c[row] : 0;
                double[] coefficients = a[row];
                for (int column = 0; column < size; column++) {
                    rate += coefficients[column] * term[column];
                }
                following[row] = factor * rate;
                z[row] += following[row];
                small &= Math.abs(following[row]) <= 0x1p-54 * Math.abs(z[row]);
            }
            negligible = small ? negligible + 1 : 0;
        }
        return count;
    }

    @Override
    public void moveBack(double[] z, double h, double[] lambda, double[] gradient) {
        double length = stepLength(h);
        int steps = h > 0 ? (int) Math.round(h / length) : 0;
        if (steps <= 1) {
            back(z, h, lambda);
        } else {
            // The states at the steps, for the way back; few, unless nothing happens for many time constants.
            double[][] starts = new double[steps][];
            double left = h;
            for (int k = 0; k < steps; k++) {
                starts[k] = z.clone();
                if (k < steps - 1) {
                    left -= step(z, left);
                }
            }
            back(starts[steps - 1], left, lambda);
            for (int k = steps - 2; k >= 0; k--) {
                back(starts[k], length, lambda);
            }
        }
        addGradient(gradient);
    }

    /** lambda times a column of A. */
    double ofColumn(int column, double[] lambda) {
        double sum = 0;
        for (int row = 0; row < size; row++) {
            sum += a[row][column] * lambda[row];
        }
        return sum;
    }

    /** lambda and the derivatives by the coefficients, back over a step. */
    private void back(double[] z, double h, double[] lambda) {
        int count = sum(z, h);
        System.arraycopy(lambda, 0, bar, 0, size);
        for (int k = count; k > 0; k--) {
            // bar is dL/d(term k); term k = (h / k) (A term k-1 [+ c]).
            double factor = h / k;
            double[] term = terms[k - 1];
            for (int column = 0; column < size; column++) {
                double sum = 0;
                for (int row = 0; row < size; row++) {
                    sum += a[row][column] * bar[row];
                }
                next[column] = lambda[column] + factor * sum;
            }
            for (int row = 0; row < size; row++) {
                double scaled = factor * bar[row];
                if (k == 1) {
                    cBar[row] += scaled;
                }
                double[] derivatives = aBar[row];
                for (int column = 0; column < size; column++) {
                    derivatives[column] += scaled * term[column];
                }
            }
            System.arraycopy(next, 0, bar, 0, size);
        }
        System.arraycopy(bar, 0, lambda, 0, size);
    }

    /** Turns derivatives by the coefficients into those by the quantities, and forgets them. */
    private void addGradient(double[] gradient) {
        int columns = states + model.inputs() + 1;
        System.arraycopy(in, 0, bars, 0, in.length);
        Arrays.fill(bars, in.length, bars.length, 0);
        for (int row = 0; row < states; row++) {
            int first = in.length + row * columns;
            System.arraycopy(aBar[row], 0, bars, first, states);
            for (int k = 0; k < receptors.length; k++) {
                bars[first + states + receptors[k]] += aBar[row][states + k];
            }
            bars[first + columns - 1] = cBar[row];
        }
        form.matrixAdjoint().apply(bars, parameterGradient);
        for (int p = 0; p < parameterGradient.length; p++) {
            gradient[p] += parameterGradient[p];
        }
        for (int k = 0; k < receptors.length; k++) {
            double tau = q[model.parameters() + k];
            gradient[model.parameters() + k] += aBar[states + k][states + k] / (tau * tau);
        }
        for (double[] row : aBar) {
            Arrays.fill(row, 0);
        }
        Arrays.fill(cBar, 0);
    }
}
