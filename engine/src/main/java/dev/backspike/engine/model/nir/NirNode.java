package dev.backspike.engine.model.nir;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that have a meaning here. Times in the file's unit, which is seconds unless its tool differs. An array has
 * a value for each neuron, or a single one for all.
 */
sealed interface NirNode {

    /** The node's type in the file. */
    String type();

    /** @param shape of the input, possibly with the dimensions of a batch before it */
    record Input(long... shape) implements NirNode {
        @Override
        public String type() {
            return "Input";
        }
    }

    /** @param shape of the output, likewise */
    record Output(long... shape) implements NirNode {
        @Override
        public String type() {
            return "Output";
        }
    }

    /** y = W x, {@code weight[to][from]}. */
    record Linear(double[][] weight) implements NirNode {
        @Override
        public String type() {
            return "Linear";
        }

        int from() {
            return weight[0].length;
        }

        int to() {
            return weight.length;
        }
    }

    /** Changes a signal value by value. */
    sealed interface Elementwise extends NirNode {}

    /** y(t) = x(t - delay). */
    record Delay(double[] delay) implements Elementwise {
        @Override
        public String type() {
            return "Delay";
        }
    }

    /** y = scale x. */
    record Scale(double[] scale) implements Elementwise {
        @Override
        public String type() {
            return "Scale";
        }
    }

    /** y = x: a Flatten, or the Input or Output of a nested graph. Values keep their order. */
    record Identity(String type) implements Elementwise {}

    /** A node that was refused; no further problems of it are reported. */
    record Refused(String type) implements NirNode {}

    /** A neuron or a leaky integrator. */
    sealed interface Leaky extends NirNode {

        /** Time constant of the voltage. */
        double[] tauMem();

        double[] r();

        double[] vLeak();

        /** Null for a leaky integrator. */
        @Nullable
        Spiking spiking();

        /** Each of its parameters. */
        Iterable<double[]> parameters();
    }

    /**
     * Current-based leaky integrators: tau_syn I' = -I + w_in S, tau_mem v' = v_leak - v + r I, where S is a sum of
     * Dirac pulses, so that I jumps by w_in / tau_syn at each.
     *
     * @param spiking null for CubaLI
     */
    record Cuba(
            double[] tauSyn,
            double[] tauMem,
            double[] r,
            double[] vLeak,
            double[] wIn,
            @Nullable Spiking spiking) implements Leaky {
        @Override
        public String type() {
            return spiking == null ? "CubaLI" : "CubaLIF";
        }

        @Override
        public Iterable<double[]> parameters() {
            return spiking == null
                    ? Arrays.asList(tauSyn, tauMem, r, vLeak, wIn)
                    : Arrays.asList(tauSyn, tauMem, r, vLeak, wIn, spiking.vThreshold, spiking.vReset);
        }
    }

    /**
     * Leaky integrators without a current: tau v' = v_leak - v + r S, so that v jumps by r / tau at a spike. Where an
     * LI leads to a LIF or another LI, it is the current of it: the two together are a CubaLIF or a CubaLI.
     *
     * @param spiking null for LI
     */
    record Plain(
            double[] tauMem,
            double[] r,
            double[] vLeak,
            @Nullable Spiking spiking) implements Leaky {
        @Override
        public String type() {
            return spiking == null ? "LI" : "LIF";
        }

        @Override
        public Iterable<double[]> parameters() {
            return spiking == null
                    ? Arrays.asList(tauMem, r, vLeak)
                    : Arrays.asList(tauMem, r, vLeak, spiking.vThreshold, spiking.vReset);
        }
    }

    /** v_reset follows a v above v_threshold. */
    record Spiking(double[] vThreshold, double[] vReset) {}
}
