package dev.backspike.worker.engine.cuda;

import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Arrays in the device's layout, of the weights or of what is kept for each of them, and the tensors they stand for.
 */
record Rows(Layout layout) {

    /** A tensor for each connection, in their order. */
    List<Tensor> read(float[] array, UnaryOperator<String> name) {
        List<Tensor> tensors = new ArrayList<>();
        for (Connection c : network().connections()) {
            int columns = c.to().size();
            int[] rows = layout.rows(c);
            float[] values = new float[c.weights()];
            for (int i = 0; i < c.from().size(); i++) {
                System.arraycopy(array, rows[0] + i * rows[1], values, i * columns, columns);
            }
            tensors.add(new Tensor.F32(
                    name.apply(c.weightName()), new int[] {c.from().size(), columns}, values));
        }
        return tensors;
    }

    /** The reverse of {@link #read}. */
    float[] write(List<? extends Tensor> tensors) {
        float[] array = new float[layout.weights];
        for (Connection c : network().connections()) {
            int columns = c.to().size();
            int[] rows = layout.rows(c);
            Tensor tensor = tensors.get(c.index());
            for (int k = 0; k < c.weights(); k++) {
                array[rows[0] + k / columns * rows[1] + k % columns] = switch (tensor) {
                    case Tensor.F32 f -> f.values()[k];
                    case Tensor.F64 f -> (float) f.values()[k];
                };
            }
        }
        return array;
    }

    private Network network() {
        return layout.network;
    }
}
