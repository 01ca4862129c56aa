package dev.backspike.worker.training;

import dev.backspike.common.spec.InvalidSpecException;
import dev.backspike.worker.engine.Engine;
import dev.backspike.worker.engine.EngineState;
import dev.backspike.worker.network.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts a model's values into an engine, which may be of another precision. */
final class WarmStart {

    private static final String POINTER = "/training/initialFrom/job";

    private WarmStart() {}

    /** @throws InvalidSpecException naming the parameter that the model does not have, or has in another shape */
    static void into(Engine engine, List<Tensor> model) {
        Map<String, Tensor> byName = model.stream().collect(Collectors.toMap(Tensor::name, Function.identity()));
        EngineState drawn = engine.state();
        List<Tensor> parameters = drawn.parameters().stream()
                .map(wanted -> fitted(wanted, byName.get(wanted.name()), byName))
                .toList();
        engine.restore(new EngineState(parameters, drawn.moments(), drawn.updates()));
    }

    private static Tensor fitted(Tensor wanted, @Nullable Tensor given, Map<String, Tensor> all) {
        if (given == null) {
            throw new InvalidSpecException(
                    POINTER,
                    "has a model without the parameter " + wanted.name() + "; it has "
                            + String.join(", ", all.keySet().stream().sorted().toList()));
        }
        if (!Arrays.equals(wanted.shape(), given.shape())) {
            throw new InvalidSpecException(
                    POINTER,
                    "has a model whose parameter " + wanted.name() + " has the shape " + Arrays.toString(given.shape())
                            + ", the network's has " + Arrays.toString(wanted.shape()));
        }
        return switch (wanted) {
            case Tensor.F32 _ -> new Tensor.F32(wanted.name(), wanted.shape(), floats(given));
            case Tensor.F64 _ -> new Tensor.F64(wanted.name(), wanted.shape(), doubles(given));
        };
    }

    private static float[] floats(Tensor tensor) {
        return switch (tensor) {
            case Tensor.F32 f -> f.values();
            case Tensor.F64 f -> {
                float[] rounded = new float[f.values().length];
                for (int i = 0; i < rounded.length; i++) {
                    rounded[i] = (float) f.values()[i];
                }
                yield rounded;
            }
        };
    }

    private static double[] doubles(Tensor tensor) {
        return switch (tensor) {
            case Tensor.F32 f -> {
                double[] widened = new double[f.values().length];
                for (int i = 0; i < widened.length; i++) {
                    widened[i] = f.values()[i];
                }
                yield widened;
            }
            case Tensor.F64 f -> f.values();
        };
    }
}
