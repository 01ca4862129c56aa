package dev.backspike.engine.event;

import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Tensor;

/**
 * The values of a parameter and their gradient: the engine's own arrays, in the parameter's layout.
 *
 * @param gradient empty if the parameter is not learnable
 */
public record Variable(Parameter parameter, double[] values, double[] gradient) {

    /** A copy of an array in the parameter's layout. */
    public Tensor.F64 tensor(double[] array) {
        return new Tensor.F64(parameter.name(), parameter.shape(), array.clone());
    }
}
