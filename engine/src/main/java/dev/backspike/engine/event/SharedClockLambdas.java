package dev.backspike.engine.event;

import static java.lang.Math.exp;
import static java.lang.Math.min;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Population;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Adjoint variables of neurons that have all constants in common, valid at one common clock. */
final class SharedClockLambdas implements Lambdas {

    /** A jump is carried back to the clock over at most this many time constants; see {@link #jump}. */
    private static final double FURTHEST_JUMP = 2;

    private final Wiring wiring;
    private final int size;
    private final double perTauMem;
    private final PspKernel[] kernels;
    private final double furthestJump;
    private final double resetHeight;

    private final double[] lambdaV;
    /** {@code [component][neuron]}. */
    private final double[][] lambdaI;
    /** {@code [neuron]}: D of the drive D f(t) of lambda_V; null if nothing drives it. */
    private double @Nullable [] drive;

    /** The response to the drive, if this population is the readout. */
    private final Response response;

    private double clock;

    SharedClockLambdas(Wiring wiring, Population population) {
        this.wiring = wiring;
        response = wiring.responses[0];
        size = population.size();
        double tauMem = population.tauMem().value();
        perTauMem = 1 / tauMem;
        kernels = wiring.kernels[population.index()][0];
        double shortest = tauMem;
        for (PspKernel kernel : kernels) {
            shortest = min(shortest, kernel.tauSyn);
        }
        furthestJump = FURTHEST_JUMP * shortest;
        resetHeight = population.neuron() instanceof NeuronSpec.Lif lif ? lif.vThresh() - lif.vReset() : 0;
        lambdaV = new double[size];
        lambdaI = new double[kernels.length][size];
    }

    @Override
    public void start(Tape tape, double @Nullable [] drive) {
        Arrays.fill(lambdaV, 0);
        for (double[] lambda : lambdaI) {
            Arrays.fill(lambda, 0);
        }
        clock = wiring.network.duration();
        this.drive = drive;
    }

    /**
     * Moves the clock back to {@code t}. A loss that reads voltages acts here and nowhere else: lambda_V and lambda_I
     * are a particular solution of the driven equations (D times the {@link Response}) plus a solution of the free
     * ones.
     */
    private void advance(double t) {
        double h = clock - t;
        if (h == 0) {
            return;
        }
        double a = exp(-h * perTauMem);
        if (drive != null) {
            add(-response.v(clock), drive, lambdaV);
        }
        for (int c = 0; c < kernels.length; c++) {
            double b = kernels[c].b(h, a);
            double g = kernels[c].coupling(h, a, b);
            double[] lambda = lambdaI[c];
            if (drive != null) {
                add(-response.i(kernels[c].tauSyn, clock), drive, lambda);
            }
            for (int n = 0; n < size; n++) {
                lambda[n] = b * lambda[n] + g * lambdaV[n];
            }
            if (drive != null) {
                add(response.i(kernels[c].tauSyn, t), drive, lambda);
            }
        }
        for (int n = 0; n < size; n++) {
            lambdaV[n] *= a;
        }
        if (drive != null) {
            add(response.v(t), drive, lambdaV);
        }
        clock = t;
    }

    @Override
    public double arrive(double t, Connection c, int neuron, double[] trace, int start) {
        advance(t);
        double[] weights = wiring.weights(c);
        int row = neuron * size;
        double[] lambda = lambdaI[wiring.component[c.index()]];
        System.arraycopy(lambda, 0, trace, start + wiring.traceOffset[c.index()], size);
        // Four sums, since a single one would wait for each addition before the next.
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int n = 0;
        for (; n < size - 3; n += 4) {
            s0 += weights[row + n] * (lambdaV[n] - lambda[n]);
            s1 += weights[row + n + 1] * (lambdaV[n + 1] - lambda[n + 1]);
            s2 += weights[row + n + 2] * (lambdaV[n + 2] - lambda[n + 2]);
            s3 += weights[row + n + 3] * (lambdaV[n + 3] - lambda[n + 3]);
        }
        for (; n < size; n++) {
            s0 += weights[row + n] * (lambdaV[n] - lambda[n]);
        }
        return (s0 + s1) + (s2 + s3);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The numerator gets l_V(before) - l_V(after) = -D (theta - V_r) as well, where a drive D says how the loss
     * depends on V; on spiking neurons only a constant drive acts.
     *
     * <p>Instead of moving the whole population back to the spike, the neuron's variables at the clock are replaced by
     * those that lead to the jump in lambda_V and to none in lambda_I.
     */
    @Override
    public void jump(int n, Tape tape, int s, double later, double rise, double push) {
        double t = tape.time[s];
        if (clock - t > furthestJump) {
            advance(t);
        }
        double h = clock - t;
        double a = exp(-h * perTauMem);
        double d = drive == null ? 0 : drive[n];
        double beyondDrive = (lambdaV[n] - d) * a;
        double jump = ((resetHeight * beyondDrive + later) / rise + push) / a;
        lambdaV[n] += jump;
        for (int c = 0; c < kernels.length; c++) {
            double b = kernels[c].b(h, a);
            lambdaI[c][n] -= kernels[c].coupling(h, a, b) / b * jump;
        }
    }

    @Override
    public void add(int n, double t, double amount) {
        advance(t);
        lambdaV[n] += amount;
    }

    private static void add(double factor, double[] drive, double[] to) {
        for (int n = 0; n < to.length; n++) {
            to[n] += factor * drive[n];
        }
    }
}
