package dev.backspike.engine.cpu;

import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.plan.Slice;
import java.util.List;

/**
 * An array that holds parameters, all treated alike by the {@link Optimiser}, and the array of their gradients in the
 * same layout. Elements that belong to no parameter have gradient 0.
 *
 * @param size elements in use; the arrays may be longer
 * @param slices of the parameters in it, in the network's order
 */
record Variable(float[] values, float[] gradient, int size, List<Slice> slices) {

    boolean learnable() {
        return first().learnable();
    }

    float min() {
        return (float) first().min();
    }

    float max() {
        return (float) first().max();
    }

    boolean ofTimeConstants() {
        return first().kind() == Kind.TAU_MEM || first().kind() == Kind.TAU_SYN;
    }

    /** The first parameter, which stands for all: they are treated alike. */
    Parameter first() {
        return slices.getFirst().parameter();
    }
}
