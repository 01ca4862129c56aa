package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Determines which neurons of two populations are connected. */
public sealed interface ConnectivitySpec {

    @JsonProperty("type")
    String type();

    /** Every presynaptic neuron is connected to every postsynaptic one. */
    record Dense() implements ConnectivitySpec {
        @Override
        public String type() {
            return "dense";
        }
    }

    /**
     * Each pair of neurons is connected with the same probability, independently of all others.
     *
     * @param probability probability that a pair is connected
     */
    record FixedProbability(double probability) implements ConnectivitySpec {
        @Override
        public String type() {
            return "fixed-probability";
        }
    }

    /** Neuron n is connected to neuron n; both populations have the same size. */
    record OneToOne() implements ConnectivitySpec {
        @Override
        public String type() {
            return "one-to-one";
        }
    }

    /** Connects populations with shapes by a window that moves; synapses in different places share their weights. */
    sealed interface Windowed extends ConnectivitySpec {

        /** The window and the steps by which it moves. */
        @JsonIgnore
        WindowSpec window();
    }

    /**
     * A convolution: a kernel moves over the rows and columns of the presynaptic neurons; all its places share its
     * weights.
     *
     * @param kernel rows and columns of the kernel
     * @param stride steps between two places
     * @param padding rows and columns beyond each edge, without neurons, that the kernel may cover
     * @param dilation steps between two rows or columns of the kernel
     * @param groups parts of the channels: a postsynaptic channel is connected with the presynaptic channels of its
     *     part only
     */
    record Conv2d(Extent kernel, Extent stride, Extent padding, Extent dilation, int groups) implements Windowed {
        @Override
        public String type() {
            return "conv2d";
        }

        @Override
        public WindowSpec window() {
            return new WindowSpec(kernel, stride, padding, dilation);
        }
    }

    /** Pooling: each neuron is connected with what a window covers in its own channel, with one weight, not learnt. */
    sealed interface Pool2d extends Windowed {}

    /**
     * Pooling by sums: every synapse has the given weight, which is not learnt.
     *
     * @param kernel rows and columns of the window
     * @param stride steps between two places; by default those of the kernel, so that places do not overlap
     * @param padding rows and columns beyond each edge, without neurons, that the window may cover
     * @param dilation steps between two rows or columns of the window
     */
    record SumPool2d(Extent kernel, Extent stride, Extent padding, Extent dilation) implements Pool2d {
        @Override
        public String type() {
            return "sum-pool2d";
        }

        @Override
        public WindowSpec window() {
            return new WindowSpec(kernel, stride, padding, dilation);
        }
    }

    /**
     * Pooling by averages: every synapse has the given weight divided by the size of the window, which is not learnt.
     *
     * @param kernel rows and columns of the window
     * @param stride steps between two places; by default those of the kernel, so that places do not overlap
     * @param padding rows and columns beyond each edge, without neurons, that the window may cover
     * @param dilation steps between two rows or columns of the window
     */
    record AveragePool2d(Extent kernel, Extent stride, Extent padding, Extent dilation) implements Pool2d {
        @Override
        public String type() {
            return "average-pool2d";
        }

        @Override
        public WindowSpec window() {
            return new WindowSpec(kernel, stride, padding, dilation);
        }
    }
}
