package dev.backspike.engine.training;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.text.Shown;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.network.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Replaces initial values by those of a model. */
final class WarmStart {

    private WarmStart() {}

    /**
     * Into an engine, which may be of another precision than the model.
     *
     * @param pointer to the field that names the model
     * @throws InvalidSpecException naming the parameter that the model does not have, or has in another shape
     */
    static void into(Engine engine, List<Tensor> model, String pointer) {
        EngineState drawn = engine.state();
        List<Tensor> fitted = fit(drawn.parameters(), model, pointer);
        List<Tensor> parameters = IntStream.range(0, fitted.size())
                .<Tensor>mapToObj(k -> switch (drawn.parameters().get(k)) {
                    case Tensor.F32 _ -> floats(fitted.get(k));
                    case Tensor.F64 _ -> doubles(fitted.get(k));
                })
                .toList();
        engine.restore(new EngineState(parameters, drawn.moments(), drawn.updates()));
    }

    /**
     * The tensors of a model in the order in which they are wanted.
     *
     * @param wanted names and shapes
     * @param pointer to the field that names the model
     * @throws InvalidSpecException naming the parameter that the model does not have, or has in another shape
     */
    static List<Tensor> fit(List<? extends Tensor> wanted, List<? extends Tensor> model, String pointer) {
        Map<String, Tensor> byName = model.stream().collect(Collectors.toMap(Tensor::name, Function.identity()));
        return wanted.stream()
                .map(tensor -> fitted(tensor, byName.get(tensor.name()), byName, pointer))
                .toList();
    }

    private static Tensor fitted(Tensor wanted, @Nullable Tensor given, Map<String, Tensor> all, String pointer) {
        if (given == null) {
            throw new InvalidSpecException(
                    pointer,
                    "has a model without the parameter " + wanted.name() + "; it has "
                            + Shown.list(all.keySet().stream().sorted().toList()));
        }
        if (!Arrays.equals(wanted.shape(), given.shape())) {
            throw new InvalidSpecException(
                    pointer,
                    "has a model whose parameter " + wanted.name() + " has the shape " + Arrays.toString(given.shape())
                            + ", the network's has " + Arrays.toString(wanted.shape()));
        }
        return given;
    }

    private static Tensor.F32 floats(Tensor tensor) {
        return switch (tensor) {
            case Tensor.F32 f -> f;
            case Tensor.F64 f -> {
                float[] rounded = new float[f.values().length];
                for (int i = 0; i < rounded.length; i++) {
                    rounded[i] = (float) f.values()[i];
                }
                yield new Tensor.F32(f.name(), f.shape(), rounded);
            }
        };
    }

    static Tensor.F64 doubles(Tensor tensor) {
        return switch (tensor) {
            case Tensor.F32 f -> {
                double[] widened = new double[f.values().length];
                for (int i = 0; i < widened.length; i++) {
                    widened[i] = f.values()[i];
                }
                yield new Tensor.F64(f.name(), f.shape(), widened);
            }
            case Tensor.F64 f -> f;
        };
    }
}
