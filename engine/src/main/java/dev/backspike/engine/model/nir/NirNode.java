package dev.backspike.engine.model.nir;

import org.jspecify.annotations.Nullable;

/** The nodes that have a meaning here. Times in seconds, as NIR has them; arrays have a value for each neuron. */
sealed interface NirNode {

    /** The node's type in the file. */
    String type();

    record Input(int size) implements NirNode {
        @Override
        public String type() {
            return "Input";
        }
    }

    record Output(int size) implements NirNode {
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

    /** y(t) = x(t - delay). */
    record Delay(double[] delay) implements NirNode {
        @Override
        public String type() {
            return "Delay";
        }
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
            @Nullable Spiking spiking) implements NirNode {
        @Override
        public String type() {
            return spiking == null ? "CubaLI" : "CubaLIF";
        }

        int size() {
            return tauMem.length;
        }
    }

    /** v_reset follows a v above v_threshold. */
    record Spiking(double[] vThreshold, double[] vReset) {}
}
