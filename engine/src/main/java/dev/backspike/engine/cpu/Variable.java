package dev.backspike.engine.cpu;

import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Tensor;
import java.util.List;

/**
 * An array that holds parameters, all treated alike by the {@link Optimiser}, and the array of their gradients in the
 * same layout. Elements that belong to no parameter have gradient 0.
 *
 * @param size elements in use; the arrays may be longer
 * @param slices of the parameters in it, in the network's order
 */
record Variable(float[] values, float[] gradient, int size, List<Slice> slices) {

    /**
     * Where a parameter lies: its rows of {@code columns} values are {@code stride} apart.
     *
     * @param base index of the first value
     */
    record Slice(Parameter parameter, int base, int columns, int stride) {

        /** A copy of the parameter's elements of an array of the variable's layout. */
        Tensor read(String name, float[] array) {
            float[] values = new float[parameter.size()];
            for (int row = 0; row * columns < values.length; row++) {
                System.arraycopy(array, base + row * stride, values, row * columns, columns);
            }
            return new Tensor.F32(name, parameter.shape(), values);
        }

        /** The reverse of {@link #read}. */
        void write(Tensor tensor, float[] array) {
            float[] values = ((Tensor.F32) tensor).values();
            for (int row = 0; row * columns < values.length; row++) {
                System.arraycopy(values, row * columns, array, base + row * stride, columns);
            }
        }
    }

    boolean learnable() {
        return first().learnable();
    }

    double learningRateFactor() {
        return first().learningRateFactor();
    }

    float min() {
        return (float) first().min();
    }

    float max() {
        return (float) first().max();
    }

    /** Whether weight decay applies. */
    boolean decays() {
        return first().kind() == Kind.WEIGHT;
    }

    boolean ofTimeConstants() {
        return first().kind() == Kind.TAU_MEM || first().kind() == Kind.TAU_SYN;
    }

    /** Stands for all. */
    private Parameter first() {
        return slices.getFirst().parameter();
    }
}
