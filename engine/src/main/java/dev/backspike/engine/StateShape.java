package dev.backspike.engine;

import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tensors that the state of an engine consists of.
 *
 * @param type of all its tensors
 * @param moments what the optimiser keeps of each learnable parameter, such as {@code m}
 */
public record StateShape(Network network, Class<? extends Tensor> type, List<String> moments) {

    private record Expected(String name, int[] shape) {}

    /** The name of a parameter's moment. */
    public static String momentName(String moment, Parameter parameter) {
        return moment + "." + parameter.name();
    }

    /** @throws IllegalArgumentException unless the state has exactly these tensors, in order */
    public void require(EngineState state) {
        List<Expected> parameters = new ArrayList<>();
        List<Expected> learnt = new ArrayList<>();
        for (Parameter p : network.parameters()) {
            parameters.add(new Expected(p.name(), p.shape()));
            if (p.learnable()) {
                moments.forEach(m -> learnt.add(new Expected(momentName(m, p), p.shape())));
            }
        }
        require(parameters, state.parameters(), "parameters");
        require(learnt, state.moments(), "moments");
        if (state.updates() < 0) {
            throw new IllegalArgumentException("the state is of " + state.updates() + " updates");
        }
    }

    /** @throws IllegalArgumentException unless there is exactly one tensor for each learnable parameter, in order */
    public void requireGradients(List<Tensor> gradients) {
        List<Expected> learnt = network.parameters().stream()
                .filter(Parameter::learnable)
                .map(p -> new Expected(p.name(), p.shape()))
                .toList();
        require(learnt, gradients, "gradients");
    }

    private void require(List<Expected> expected, List<Tensor> tensors, String what) {
        List<String> names = expected.stream().map(Expected::name).toList();
        List<String> given = tensors.stream().map(Tensor::name).toList();
        if (!given.equals(names)) {
            throw new IllegalArgumentException("the " + what + " are " + given + ", should be " + names);
        }
        for (int k = 0; k < tensors.size(); k++) {
            require(expected.get(k), tensors.get(k));
        }
    }

    private void require(Expected expected, Tensor tensor) {
        if (!type.isInstance(tensor)) {
            throw new IllegalArgumentException(tensor.name() + " has values of "
                    + tensor.getClass().getSimpleName() + ", should be of " + type.getSimpleName());
        }
        int values = switch (tensor) {
            case Tensor.F32 f32 -> f32.values().length;
            case Tensor.F64 f64 -> f64.values().length;
        };
        int size = Arrays.stream(expected.shape()).reduce(1, Math::multiplyExact);
        if (!Arrays.equals(tensor.shape(), expected.shape()) || values != size) {
            throw new IllegalArgumentException(tensor.name() + " has " + values + " values of shape "
                    + Arrays.toString(tensor.shape()) + ", should have shape " + Arrays.toString(expected.shape()));
        }
    }
}
