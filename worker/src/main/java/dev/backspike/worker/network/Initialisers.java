package dev.backspike.worker.network;

import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.worker.network.RandomStreams.Purpose;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws the initial weights, in double precision for every engine, so that all start from the same network. */
public final class Initialisers {

    private Initialisers() {}

    /**
     * @return a tensor per connection, in the network's order, each of shape {@code [from.size][to.size]}; a
     *     connection's values depend on the seed, its index, its initialiser and its size, and on nothing else
     */
    public static List<Tensor.F64> weights(Network network, long seed) {
        return network.connections().stream().map(c -> weights(c, seed)).toList();
    }

    private static Tensor.F64 weights(Connection connection, long seed) {
        double[] values = new double[connection.weights()];
        RandomGenerator random = RandomStreams.stream(seed, Purpose.WEIGHTS, connection.index());
        switch (connection.weight()) {
            case InitialiserSpec.Normal normal ->
                Arrays.setAll(values, _ -> normal.mean() + normal.sd() * random.nextGaussian());
            case InitialiserSpec.Uniform uniform ->
                Arrays.setAll(values, _ -> uniform.min() + (uniform.max() - uniform.min()) * random.nextDouble());
            case InitialiserSpec.Constant constant -> Arrays.fill(values, constant.value());
        }
        int[] shape = {connection.from().size(), connection.to().size()};
        return new Tensor.F64(connection.weightName(), shape, values);
    }
}
