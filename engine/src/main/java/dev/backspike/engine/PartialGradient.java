package dev.backspike.engine;

import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * The gradient of the summed loss of some blocks of a batch: those under a node of the tree of {@link Blocks}.
 *
 * @param tensors as {@link Engine#gradients()}
 */
public record PartialGradient(int node, List<Tensor> tensors) {

    /**
     * Adds the parts of a batch's gradient along the tree, so that the sum has the same bits however the blocks were
     * shared.
     *
     * @param parts of all shares of the batch, in any order
     * @return the whole batch's gradient
     * @throws IllegalArgumentException if parts are missing
     */
    public static List<Tensor> sum(List<PartialGradient> parts) {
        TreeSum<List<Tensor>> tree = new TreeSum<>(PartialGradient::sum);
        parts.forEach(part -> tree.put(part.node(), part.tensors()));
        SortedMap<Integer, List<Tensor>> sums = tree.sums();
        List<Tensor> whole = sums.get(Blocks.ROOT);
        if (whole == null || sums.size() > 1) {
            throw new IllegalArgumentException(
                    "the parts of nodes " + sums.keySet() + " are not those of a whole batch");
        }
        return whole;
    }

    private static List<Tensor> sum(List<Tensor> left, List<Tensor> right) {
        List<Tensor> sums = new ArrayList<>();
        for (int k = 0; k < left.size(); k++) {
            sums.add(sum(left.get(k), right.get(k)));
        }
        return sums;
    }

    private static Tensor sum(Tensor left, Tensor right) {
        return switch (left) {
            case Tensor.F32 f -> {
                float[] sum = f.values().clone();
                float[] more = ((Tensor.F32) right).values();
                for (int n = 0; n < sum.length; n++) {
                    sum[n] += more[n];
                }
                yield new Tensor.F32(f.name(), f.shape(), sum);
            }
            case Tensor.F64 f -> {
                double[] sum = f.values().clone();
                double[] more = ((Tensor.F64) right).values();
                for (int n = 0; n < sum.length; n++) {
                    sum[n] += more[n];
                }
                yield new Tensor.F64(f.name(), f.shape(), sum);
            }
        };
    }
}
