package dev.backspike.engine.event;

import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Tensor;

/**
 * The values of a parameter and their gradient: the engine's own arrays, in the parameter's layout.
 *
 * @param gradient empty if the parameter is not learnable
 */
record Variable(Parameter parameter, double[] values, double[] gradient) {

    Tensor tensor() {
        return new Tensor.F64(parameter.name(), parameter.shape(), values.clone());
    }

    Tensor gradientTensor() {
        return new Tensor.F64(parameter.name(), parameter.shape(), gradient.clone());
    }
}
