package dev.backspike.engine.dynamics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The flow of affine equations over whole steps of dt, by tables: over 2^m steps z becomes M z + b, and the derivative
 * of lambda M z + lambda b by each quantity is a bilinear form in lambda and (z, 1). Both are taken from
 * {@link AffineFlow} once for each m that occurs, as long as the quantities stay. Other intervals go to that flow
 * itself.
 */
final class SteppedFlow implements Flow {

    /** Longest interval with tables: 2^10 - 1 steps. */
    private static final int TABLES = 10;

    private static final double TOLERANCE = 1e-6;

    private final AffineFlow flow;
    private final double dt;
    private final int size;
    /** {@code [table]}; null until it is needed. */
    private final Table[] tables = new Table[TABLES];
    /** {@code [table][state]}: the state before an interval of the table. */
    private final double[][] starts;

    private final double[] before;
    private double[] q = {};

    SteppedFlow(AffineFlow flow, int size, double dt) {
        this.flow = flow;
        this.dt = dt;
        this.size = size;
        starts = new double[TABLES][size];
        before = new double[size];
    }

    @Override
    public void bind(double[] q) {
        if (!Arrays.equals(this.q, q)) {
            this.q = q.clone();
            flow.bind(q);
            Arrays.fill(tables, null);
        }
    }

    @Override
    public double step(double[] z, double h) {
        return flow.step(z, h);
    }

    @Override
    public void partOfStep(double[] z, double h) {
        flow.partOfStep(z, h);
    }

    @Override
    public void move(double[] z, double h) {
        int steps = wholeSteps(h);
        if (steps == 0) {
            flow.move(z, h);
        }
        for (int m = 0; steps >> m > 0; m++) {
            if ((steps >> m & 1) == 1) {
                table(m).move(z, before);
            }
        }
    }

    @Override
    public void moveBack(double[] z, double h, double[] lambda, double[] gradient) {
        int steps = wholeSteps(h);
        if (steps == 0) {
            flow.moveBack(z, h, lambda, gradient);
            return;
        }
        int highest = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(steps);
        for (int m = 0; m <= highest; m++) {
            if ((steps >> m & 1) == 1) {
                System.arraycopy(z, 0, starts[m], 0, size);
                if (m < highest) {
                    table(m).move(z, before);
                }
            }
        }
        for (int m = highest; m >= 0; m--) {
            if ((steps >> m & 1) == 1) {
                table(m).moveBack(starts[m], lambda, before, gradient);
            }
        }
    }

    /** lambda times a column of A. */
    double ofColumn(int column, double[] lambda) {
        return flow.ofColumn(column, lambda);
    }

    /** How many steps an interval has; 0 if it is not made of whole steps, or of more than there are tables for. */
    private int wholeSteps(double h) {
        double steps = Math.rint(h / dt);
        return Math.abs(h - steps * dt) <= TOLERANCE * dt && steps < 1 << TABLES ? (int) steps : 0;
    }

    private Table table(int m) {
        Table found = tables[m];
        if (found == null) {
            found = new Table(flow, size, dt * (1 << m));
            tables[m] = found;
        }
        return found;
    }

    /** What an interval does. */
    private static final class Table {

        private final AffineFlow flow;
        private final double h;
        /** {@code [row][column]}: M, and b in the last column. */
        private final double[][] matrix;
        /** {@code [row][column][quantity]}: the derivative of each element of the matrix; null until it is needed. */
        private double @Nullable [][][] derivatives;

        Table(AffineFlow flow, int size, double h) {
            this.flow = flow;
            this.h = h;
            matrix = new double[size][size + 1];
            for (int column = size; column >= 0; column--) {
                double[] moved = unit(size, column);
                flow.move(moved, h);
                for (int row = 0; row < size; row++) {
                    matrix[row][column] = column == size ? moved[row] : moved[row] - matrix[row][size];
                }
            }
        }

        private double[][][] derivatives(int quantities) {
            int size = matrix.length;
            double[][][] all = new double[size][size + 1][quantities];
            for (int column = size; column >= 0; column--) {
                for (int row = 0; row < size; row++) {
                    double[] derivative = all[row][column];
                    flow.moveBack(unit(size, column), h, unit(size, row), derivative);
                    for (int k = 0; column < size && k < quantities; k++) {
                        derivative[k] -= all[row][size][k];
                    }
                }
            }
            return all;
        }

        /** A unit vector; that beyond the last is zero. */
        private static double[] unit(int size, int index) {
            double[] vector = new double[size];
            if (index < size) {
                vector[index] = 1;
            }
            return vector;
        }

        void move(double[] z, double[] before) {
            int size = matrix.length;
            System.arraycopy(z, 0, before, 0, size);
            for (int row = 0; row < size; row++) {
                double[] coefficients = matrix[row];
                double sum = coefficients[size];
                for (int column = 0; column < size; column++) {
                    sum += coefficients[column] * before[column];
                }
                z[row] = sum;
            }
        }

        /** The transposed step. */
        void moveBack(double[] z, double[] lambda, double[] after, double[] gradient) {
            if (derivatives == null) {
                derivatives = derivatives(gradient.length);
            }
            int size = matrix.length;
            System.arraycopy(lambda, 0, after, 0, size);
            Arrays.fill(lambda, 0, size, 0);
            for (int row = 0; row < size; row++) {
                for (int column = 0; column <= size; column++) {
                    double share = column == size ? after[row] : after[row] * z[column];
                    double[] derivative = derivatives[row][column];
                    for (int k = 0; k < derivative.length; k++) {
                        gradient[k] += share * derivative[k];
                    }
                    if (column < size) {
                        lambda[column] += matrix[row][column] * after[row];
                    }
                }
            }
        }
    }
}
