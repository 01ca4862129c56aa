package dev.backspike.engine.model.nir;

import java.util.List;

/**
 * A connection in a NIR graph: from a population through one Linear, and perhaps other nodes before and after it, to a
 * population.
 *
 * @param from the node of the presynaptic population
 * @param parts side by side, each for some presynaptic neurons; several where several inputs became one population
 * @param to the node of the postsynaptic population
 */
record NirPath(String from, List<Part> parts, Synapse synapse, String to) {

    /**
     * The weights that a Linear applies to spikes.
     *
     * @param name of the Linear
     * @param before by presynaptic neuron
     * @param after by postsynaptic neuron
     */
    record Part(String name, NirNode.Linear linear, Signal before, Signal after) {

        double weight(int to, int from) {
            return after.scale()[to] * linear.weight()[to][from] * before.scale()[from];
        }
    }

    /**
     * The factors and delays that a signal meets on its path.
     *
     * @param scale factors
     * @param delay in the file's unit
     */
    record Signal(double[] scale, double[] delay) {

        static Signal unchanged(int neurons) {
            return new Signal(Values.all(neurons, 1), new double[neurons]);
        }

        Signal then(NirNode.Elementwise node) {
            return switch (node) {
                case NirNode.Identity _ -> this;
                case NirNode.Scale(double[] factors) -> {
                    double[] product = scale.clone();
                    for (int k = 0; k < product.length; k++) {
                        product[k] *= Values.at(factors, k);
                    }
                    yield new Signal(product, delay);
                }
                case NirNode.Delay(double[] more) -> {
                    double[] sum = delay.clone();
                    for (int k = 0; k < sum.length; k++) {
                        sum[k] += Values.at(more, k);
                    }
                    yield new Signal(scale, sum);
                }
            };
        }
    }

    /**
     * The current that spikes cause.
     *
     * @param node that has it: the postsynaptic one, or a LI before it
     * @param tau time constant in the file's unit
     * @param gain w_in of a Cuba node, r of a LI
     */
    record Synapse(String node, double[] tau, double[] gain) {}

    int fromNeurons() {
        return parts.stream().mapToInt(part -> part.linear().from()).sum();
    }

    int toNeurons() {
        return parts.getFirst().linear().to();
    }

    long weights() {
        return (long) fromNeurons() * toNeurons();
    }

    /** A number of each synapse, such as its weight. */
    interface OfSynapse {
        double of(Part part, int to, int from);
    }

    /** @return row-major {@code [from][to]} */
    double[] each(OfSynapse number) {
        int to = toNeurons();
        double[] result = new double[fromNeurons() * to];
        int row = 0;
        for (Part part : parts) {
            for (int i = 0; i < part.linear().from(); i++, row++) {
                for (int j = 0; j < to; j++) {
                    result[row * to + j] = number.of(part, j, i);
                }
            }
        }
        return result;
    }
}
