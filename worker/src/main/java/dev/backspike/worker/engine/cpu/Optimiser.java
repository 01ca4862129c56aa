package dev.backspike.worker.engine.cpu;

import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.worker.engine.Parallel;

/** Adam: Kingma &amp; Ba 2015, algorithm 1, element by element. */
final class Optimiser {

    /** Elements that a thread takes at a time. */
    private static final int CHUNK = 1 << 15;

    private final OptimiserSpec.Adam spec;
    final float[] m;
    final float[] v;
    int step;

    Optimiser(OptimiserSpec spec, int size) {
        this.spec = switch (spec) {
            case OptimiserSpec.Adam adam -> adam;
            default -> throw new IllegalArgumentException(spec.type());
        };
        m = new float[size];
        v = new float[size];
    }

    void run(Parallel parallel, float[] weights, float[] gradient, double learningRate) {
        step++;
        float rate = (float) (learningRate / (1 - Math.pow(spec.beta1(), step)));
        float unbias = (float) (1 / (1 - Math.pow(spec.beta2(), step)));
        parallel.forEach(
                (m.length + CHUNK - 1) / CHUNK,
                (chunk, _) -> update(
                        chunk * CHUNK, Math.min(m.length, (chunk + 1) * CHUNK), weights, gradient, rate, unbias));
    }

    private void update(int from, int to, float[] weights, float[] gradient, float rate, float unbias) {
        float beta1 = (float) spec.beta1();
        float beta2 = (float) spec.beta2();
        float new1 = (float) (1 - spec.beta1());
        float new2 = (float) (1 - spec.beta2());
        float epsilon = (float) spec.epsilon();
        for (int k = from; k < to; k++) {
            float g = gradient[k];
            m[k] = beta1 * m[k] + new1 * g;
            v[k] = beta2 * v[k] + new2 * g * g;
            weights[k] -= rate * m[k] / ((float) Math.sqrt(v[k] * unbias) + epsilon);
        }
    }
}
