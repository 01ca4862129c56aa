package dev.backspike.engine;

import dev.backspike.engine.network.Tensor;
import java.util.Arrays;
import java.util.List;

/** Tensors as text that is equal if and only if names, shapes, types and all bits are. */
public final class TensorBits {

    private TensorBits() {}

    public static List<String> of(List<? extends Tensor> tensors) {
        return tensors.stream()
                .map(t -> t.name()
                        + Arrays.toString(t.shape())
                        + switch (t) {
                            case Tensor.F32 f -> {
                                int[] bits = new int[f.values().length];
                                Arrays.setAll(bits, k -> Float.floatToRawIntBits(f.values()[k]));
                                yield "F32" + Arrays.toString(bits);
                            }
                            case Tensor.F64 f ->
                                "F64"
                                        + Arrays.toString(Arrays.stream(f.values())
                                                .mapToLong(Double::doubleToRawLongBits)
                                                .toArray());
                        })
                .toList();
    }
}
