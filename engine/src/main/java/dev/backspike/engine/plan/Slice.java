package dev.backspike.engine.plan;

import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Tensor;

/**
 * The position of a parameter in an engine's array of floats: its rows of {@code columns} values are {@code stride}
 * apart.
 *
 * @param base index of the first value
 */
public record Slice(Parameter parameter, int base, int columns, int stride) {

    /** A slice of a parameter whose rows begin at {@code base} and are {@code stride} apart. */
    public static Slice of(Parameter parameter, int base, int stride) {
        return new Slice(parameter, base, columns(parameter), stride);
    }

    /** Values in a row of a parameter. */
    public static int columns(Parameter parameter) {
        return parameter.shape()[parameter.shape().length - 1];
    }

    /** The end of the last row, padding included. */
    public int end() {
        return base + parameter.size() / columns * stride;
    }

    /** A copy of the parameter's elements of an array. */
    public Tensor read(String name, float[] array) {
        float[] values = new float[parameter.size()];
        for (int row = 0; row * columns < values.length; row++) {
            System.arraycopy(array, base + row * stride, values, row * columns, columns);
        }
        return new Tensor.F32(name, parameter.shape(), values);
    }

    /**
     * Writes the parameter's elements of an array; values in double precision are rounded.
     *
     * @throws IllegalArgumentException if the tensor has another number of values
     */
    public void write(Tensor tensor, float[] array) {
        float[] values = floats(tensor);
        if (values.length != parameter.size()) {
            throw new IllegalArgumentException(
                    parameter.name() + " has " + parameter.size() + " values, the given ones are " + values.length);
        }
        for (int row = 0; row * columns < values.length; row++) {
            System.arraycopy(values, row * columns, array, base + row * stride, columns);
        }
    }

    private static float[] floats(Tensor tensor) {
        return switch (tensor) {
            case Tensor.F32 f32 -> f32.values();
            case Tensor.F64 f64 -> {
                float[] values = new float[f64.values().length];
                for (int k = 0; k < values.length; k++) {
                    values[k] = (float) f64.values()[k];
                }
                yield values;
            }
        };
    }
}
