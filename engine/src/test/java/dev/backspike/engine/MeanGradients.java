package dev.backspike.engine;

import dev.backspike.engine.network.Tensor;
import java.util.List;

/** The gradients of a batch's mean loss, which tests compare with closed forms and finite differences. */
public final class MeanGradients {

    private MeanGradients() {}

    /** The last backward pass's gradients, divided by the number of samples. */
    public static List<Tensor> of(Engine engine, int samples) {
        return engine.gradients().stream().map(t -> mean(t, samples)).toList();
    }

    private static Tensor mean(Tensor tensor, int samples) {
        return switch (tensor) {
            case Tensor.F32 f -> {
                float[] values = f.values().clone();
                for (int k = 0; k < values.length; k++) {
                    values[k] /= samples;
                }
                yield new Tensor.F32(f.name(), f.shape(), values);
            }
            case Tensor.F64 f -> {
                double[] values = f.values().clone();
                for (int k = 0; k < values.length; k++) {
                    values[k] /= samples;
                }
                yield new Tensor.F64(f.name(), f.shape(), values);
            }
        };
    }
}
