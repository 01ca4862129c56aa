package dev.backspike.engine.event;

import dev.backspike.engine.network.Population;
import dev.backspike.engine.plan.LossEntry;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Where a loss reads the readout's voltages at single times, backwards: lambda_V,k jumps by -(dl/dV_k) / tau_m at the
 * time of the reading, in the limit of a drive that acts in an instant. The jumps are made on the way, before lambda is
 * read at an earlier time.
 */
final class VoltageJumps {

    private final Wiring wiring;
    private final Population readout;
    private final boolean peaks;
    private final Lambdas lambdas;
    /**
     * In order of time, backwards, numbers 2 n and 2 n + 1 for neuron n: the share of its jump before what arrives at
     * the same time, and the rest of it after. Of peaks only.
     */
    private final Integer[] order;

    private int next;
    private Tape tape;

    /** @param lambdas of the readout */
    VoltageJumps(Wiring wiring, Lambdas lambdas) {
        this.wiring = wiring;
        peaks = wiring.plan.entry() instanceof LossEntry.LargestVoltages;
        this.lambdas = lambdas;
        readout = wiring.network.readout();
        order = new Integer[2 * readout.size()];
        Arrays.setAll(order, k -> k);
        tape = new Tape(wiring);
    }

    /** Whether a loss reads voltages at single times at all. */
    static boolean has(LossEntry entry) {
        return switch (entry) {
            case LossEntry.GridVoltages _, LossEntry.LargestVoltages _ -> true;
            case LossEntry.FirstSpikes _, LossEntry.AveragedVoltages _ -> false;
        };
    }

    void start(Tape tape) {
        this.tape = tape;
        if (peaks) {
            next = 0;
            Arrays.sort(
                    order,
                    Comparator.<Integer>comparingDouble(k -> -tape.peakTime[k / 2])
                            .thenComparingInt(k -> k % 2)
                            .thenComparingInt(k -> k));
        } else {
            next = wiring.network.steps();
        }
    }

    /** Makes the jumps down to {@code t}; of those at {@code t}, the ones that come before what arrives then. */
    void until(double t) {
        if (peaks) {
            peaksUntil(t);
        } else {
            gridUntil(t);
        }
    }

    private void gridUntil(double t) {
        int steps = wiring.network.steps();
        int readouts = readout.size();
        while (next > 0 && wiring.gridTime(next) >= t) {
            for (int n = 0; n < readouts; n++) {
                double derivative = tape.pointGradient[(next - 1) * readouts + n] / steps;
                lambdas.add(n, wiring.gridTime(next), -derivative / wiring.tauMem(readout, n));
            }
            next--;
        }
    }

    private void peaksUntil(double t) {
        while (next < order.length) {
            int n = order[next] / 2;
            boolean before = order[next] % 2 == 0;
            double at = tape.peakTime[n];
            if (at < t || (at == t && !before)) {
                return;
            }
            double share = before ? tape.peakShare[n] : 1 - tape.peakShare[n];
            if (share != 0) {
                lambdas.add(n, at, -share * tape.pointGradient[n] / wiring.tauMem(readout, n));
            }
            next++;
        }
    }
}
