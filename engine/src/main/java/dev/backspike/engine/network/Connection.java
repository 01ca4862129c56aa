package dev.backspike.engine.network;

import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.ParameterSpec;
import java.util.Arrays;

/**
 * A connection. Its weights are a row-major {@code [from.size][to.size]} array, unless synapses share them: the row of
 * a presynaptic neuron is contiguous, so that a spike adds one row. Where there is no synapse the weight is 0 and stays
 * 0.
 *
 * @param index position in {@link Network#connections()}
 * @param name unique in the network: {@code from->to}, with {@code #2}, {@code #3} ... for further ones of the pair
 * @param tauSyn synaptic time constant, ms; if individual, {@code [to.size]}
 * @param receptor the input of the target that the synaptic current adds to
 * @param delay ms; if individual, {@code [from.size][to.size]}
 */
public record Connection(
        int index,
        String name,
        Population from,
        Population to,
        ParameterSpec tauSyn,
        InitialiserSpec weight,
        ConnectivitySpec connectivity,
        ParameterSpec delay,
        String receptor) {

    /** Into the default receptor. */
    public Connection(
            int index,
            String name,
            Population from,
            Population to,
            ParameterSpec tauSyn,
            InitialiserSpec weight,
            ConnectivitySpec connectivity,
            ParameterSpec delay) {
        this(index, name, from, to, tauSyn, weight, connectivity, delay, ConnectionSpec.DEFAULT_RECEPTOR);
    }

    /** Dense and without delay. */
    public Connection(int index, Population from, Population to, double tauSyn, InitialiserSpec weight) {
        this(
                index,
                from.name() + "->" + to.name(),
                from,
                to,
                ParameterSpec.fixed(tauSyn),
                weight,
                new ConnectivitySpec.Dense(),
                ParameterSpec.fixed(0));
    }

    /** Name of the weight tensor in models and checkpoints. */
    public String weightName() {
        return name + ".weight";
    }

    /**
     * Shape of the row-major array of weights: {@code [from][to]}, for a convolution {@code [to.channels][from.channels
     * / groups][rows][columns]}, and for pooling a single one.
     */
    public int[] weightShape() {
        return switch (connectivity) {
            case ConnectivitySpec.Conv2d conv ->
                new int[] {
                    to.requireShape().channels(),
                    from.requireShape().channels() / conv.groups(),
                    conv.window().kernel().height(),
                    conv.window().kernel().width()
                };
            case ConnectivitySpec.Pool2d _ -> new int[] {1};
            case ConnectivitySpec.Dense _, ConnectivitySpec.OneToOne _, ConnectivitySpec.FixedProbability _ ->
                new int[] {from.size(), to.size()};
        };
    }

    /** Number of weights. */
    public int weights() {
        return Arrays.stream(weightShape()).reduce(1, Math::multiplyExact);
    }

    /** Whether training changes the weights. */
    public boolean learnsWeights() {
        return !(connectivity instanceof ConnectivitySpec.Pool2d);
    }
}
