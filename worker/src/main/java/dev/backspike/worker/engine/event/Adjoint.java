package dev.backspike.worker.engine.event;

import static java.lang.Math.exp;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Population;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One trial backwards in time over its {@link Tape}, writing lambda_I of the targets at every spike. Wunderlich &amp;
 * Pehle 2021, table 1; per trial, not yet divided by the batch size. One per thread.
 */
final class Adjoint {

    /** lambda_V, lambda_I of one population at its clock, under a constant drive; see {@link Cells} for the clock. */
    private static final class Lambda {

        final Leaky leaky;
        final double[] v;
        final double[] i;
        final double[] drive;
        final double jumpScale;
        double clock;

        Lambda(Population population, Leaky leaky) {
            this.leaky = leaky;
            this.v = new double[population.size()];
            this.i = new double[population.size()];
            this.drive = new double[population.size()];
            this.jumpScale = population.neuron() instanceof NeuronSpec.Lif lif ? lif.vThresh() - lif.vReset() : 0;
        }

        void clear(double end) {
            Arrays.fill(v, 0);
            Arrays.fill(i, 0);
            Arrays.fill(drive, 0);
            clock = end;
        }

        void retreat(double t) {
            double h = clock - t;
            if (h <= 0) {
                return;
            }
            double a = leaky.a(h);
            double b = leaky.b(h);
            double kappa = leaky.kappaAdjoint(h, a, b);
            for (int n = 0; n < v.length; n++) {
                double d = drive[n];
                double distance = v[n] - d;
                i[n] = d + (i[n] - d) * b + kappa * distance;
                v[n] = d + distance * a;
            }
            clock = t;
        }

        /**
         * The jump of lambda_V,n at its spike at time t, where {@code transmitted} is what the spike caused downstream
         * (and in the loss). Neuron n alone changes; if the clock is later than t, it changes there, such that lambda_V
         * has jumped at t and lambda_I has not.
         */
        void jump(int n, double t, double transmitted, double iMinusV) {
            if (clock - t > leaky.tauSyn()) {
                retreat(t);
            }
            double h = clock - t;
            if (h <= 0) {
                v[n] += (jumpScale * v[n] + transmitted) / iMinusV;
                return;
            }
            double a = leaky.a(h);
            double b = leaky.b(h);
            double atSpike = drive[n] + (v[n] - drive[n]) * a;
            double change = (jumpScale * atSpike + transmitted) / iMinusV * exp(h / leaky.tauMem());
            v[n] += change;
            i[n] -= leaky.kappaAdjoint(h, a, b) / b * change;
        }
    }

    private final Layout layout;
    private final Network network;
    private final double[][] weights;
    private final double silentLabelPush;
    /** By population index; null for the input. */
    private final @Nullable Lambda[] lambdas;

    Adjoint(Layout layout, LossSpec loss, double[][] weights) {
        this.layout = layout;
        this.network = layout.network;
        this.weights = weights;
        this.silentLabelPush = loss instanceof LossSpec.FirstSpike first ? first.silentLabelPush() : 0;
        this.lambdas = new Lambda[network.populations().size()];
        for (Population population : network.populations()) {
            if (!population.equals(network.input())) {
                lambdas[population.index()] = new Lambda(population, layout.leaky[population.index()]);
            }
        }
    }

    void run(Tape tape) {
        for (Lambda lambda : lambdas) {
            if (lambda != null) {
                lambda.clear(network.duration());
            }
        }
        driveReadout(tape);
        tape.reserveTraces(placeTraces(tape));
        int readout = network.readout().index();
        for (int k = tape.spikes - 1; k >= 0; k--) {
            int p = tape.population[k];
            int n = tape.neuron[k];
            double t = tape.time[k];
            double transmitted = transmit(tape, k, p, n, t);
            Lambda own = lambdas[p];
            if (own != null) {
                if (p == readout && tape.firstSpike[n] == k) {
                    transmitted += tape.lossGradient[n];
                }
                own.jump(n, t, transmitted, tape.slope[k]);
            }
        }
    }

    /** dl_V/dV of losses that read voltages, with T the duration: D = -(dL/dx)/T for x = (1/T) integral of V. */
    private void driveReadout(Tape tape) {
        double[] drive = Objects.requireNonNull(lambdas[network.readout().index()]).drive;
        if (!network.readout().spiking()) {
            for (int k = 0; k < drive.length; k++) {
                drive[k] = -tape.lossGradient[k] / network.duration();
            }
        } else if (tape.pushed >= 0) {
            drive[tape.pushed] = silentLabelPush / network.duration();
        }
    }

    private int placeTraces(Tape tape) {
        int at = 0;
        for (int k = 0; k < tape.spikes; k++) {
            tape.traceAt[k] = at;
            for (Connection connection : layout.outgoing[tape.population[k]]) {
                at += connection.to().size();
            }
        }
        return at;
    }

    /** Records lambda_I of the targets of spike k; returns sum_j w_jn (lambda_V - lambda_I)_j over all of them. */
    private double transmit(Tape tape, int k, int p, int n, double t) {
        double sum = 0;
        int at = tape.traceAt[k];
        for (Connection connection : layout.outgoing[p]) {
            Lambda target = Objects.requireNonNull(lambdas[connection.to().index()]);
            target.retreat(t);
            int size = connection.to().size();
            System.arraycopy(target.i, 0, tape.traces, at, size);
            at += size;
            if (lambdas[p] != null) {
                double[] w = weights[connection.index()];
                int row = n * size;
                for (int j = 0; j < size; j++) {
                    sum += w[row + j] * (target.v[j] - target.i[j]);
                }
            }
        }
        return sum;
    }
}
