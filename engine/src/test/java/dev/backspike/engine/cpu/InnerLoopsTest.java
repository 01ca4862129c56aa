package dev.backspike.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both implementations do the same to vectors of any length, and leave the padding zero. */
class InnerLoopsTest {

    private final InnerLoops scalar = new ScalarLoops();
    private final InnerLoops vector = new VectorLoops();
    private final Random random = new Random(1);

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 6, 8, 13, 16, 17, 31, 64, 65, 127, 128, 130, 200, 256, 700, 1023, 4098})
    void rowsAreAdded(int length) {
        int n = HostLayout.padded(length);
        float[] w = matrix(20, length, n);
        int[] rows = random.ints(23, 0, 20).toArray();
        for (int count : new int[] {0, 1, 3, 4, 7, 8, 9, 19}) {
            float[] y = matrix(1, length, n);
            float[] y2 = y.clone();
            double[] exact = new double[n];
            for (int j = 0; j < n; j++) {
                exact[j] = y[3 + j];
                for (int k = 2; k < 2 + count; k++) {
                    exact[j] += w[3 + n * rows[k] + j];
                }
            }
            scalar.addRows(w, 3, n, rows, 2, 2 + count, y, 3, n);
            vector.addRows(w, 3, n, rows, 2, 2 + count, y2, 3, n);
            assertClose(y, 3, exact, 1e-6 * (count + 1));
            assertClose(y2, 3, exact, 1e-6 * (count + 1));
            assertPadding(y2, 3, length, n);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 64, 65, 200})
    void rowsAreAddedToEachVector(int length) {
        int n = HostLayout.padded(length);
        float[] w = matrix(20, length, n);
        int[] rows = random.ints(12, 0, 20).toArray();
        int[] start = {0, 0, 5, 6, 12};
        double[] exact = new double[3 * n];
        for (int i = 1; i < 4; i++) {
            for (int k = start[i]; k < start[i + 1]; k++) {
                for (int j = 0; j < n; j++) {
                    exact[(i - 1) * n + j] += w[3 + n * rows[k] + j];
                }
            }
        }
        for (InnerLoops loops : new InnerLoops[] {scalar, vector}) {
            float[] y = new float[5 + 3 * n];
            loops.addRowsEach(w, 3, n, rows, start, 1, 4, y, 5, n);
            assertClose(y, 5, exact, 1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 6, 8, 13, 16, 17, 31, 64, 65, 127, 128, 130, 200, 256, 700, 1023, 4098})
    void rowsAreMultiplied(int length) {
        int n = HostLayout.padded(length);
        float[] w = matrix(20, length, n);
        float[] x = matrix(1, length, n);
        int[] rows = random.ints(23, 0, 20).toArray();
        for (int count : new int[] {0, 1, 3, 4, 7, 8, 9, 21}) {
            double[] exact = new double[count];
            for (int k = 0; k < count; k++) {
                exact[k] = 0.5;
                for (int j = 0; j < n; j++) {
                    exact[k] += (double) w[3 + n * rows[2 + k] + j] * x[3 + j];
                }
            }
            for (InnerLoops loops : new InnerLoops[] {scalar, vector}) {
                float[] sum = new float[count + HostLayout.LANES];
                Arrays.fill(sum, 0.5f);
                loops.dotRows(w, 3, n, rows, 2, 2 + count, x, 3, n, sum);
                assertClose(sum, 0, exact, 1e-6 * (2 + Math.sqrt(length)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 6, 8, 13, 16, 17, 63, 64, 65, 200, 1023, 4098})
    void membranesAdvance(int length) {
        int n = HostLayout.padded(length);
        float[] kappa = {0.04f, 0.1f};
        float[] b = {0.8f, 0.5f};
        for (int currents = 1; currents <= 2; currents++) {
            float[] start = matrix(3, length, n);
            InnerLoops.Membrane m = new InnerLoops.Membrane(
                    3,
                    n,
                    0.95f,
                    0.1f,
                    -0.2f,
                    Arrays.copyOf(new int[] {3 + n, 3 + 2 * n}, currents),
                    Arrays.copyOf(kappa, currents),
                    Arrays.copyOf(b, currents));
            double[] exact = new double[(1 + currents) * n];
            List<Integer> spikes = new ArrayList<>();
            List<Double> slopes = new ArrayList<>();
            for (int j = 0; j < n; j++) {
                double v = 0.95 * start[3 + j];
                double total = 0;
                for (int c = 0; c < currents; c++) {
                    double current = start[3 + (1 + c) * n + j];
                    v += kappa[c] * current;
                    total += current;
                    exact[(1 + c) * n + j] = b[c] * current;
                }
                if (v >= 0.1) {
                    spikes.add(j);
                    slopes.add(total - v);
                    v = -0.2;
                }
                exact[j] = v;
            }
            for (InnerLoops loops : new InnerLoops[] {scalar, vector}) {
                float[] s = start.clone();
                int[] neuron = new int[n + 2 + HostLayout.LANES];
                float[] slope = new float[n + 2 + HostLayout.LANES];
                int end = loops.advance(m, s, neuron, slope, 2);
                assertClose(s, 3, exact, 1e-6);
                assertThat(Arrays.copyOfRange(neuron, 2, end))
                        .containsExactly(spikes.stream().mapToInt(k -> k).toArray());
                assertClose(slope, 2, slopes.stream().mapToDouble(x -> x).toArray(), 1e-6);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 64, 4098})
    void scaledVectorsAreAdded(int length) {
        int n = HostLayout.padded(length);
        float[] start = matrix(2, length, n);
        double[] exact = new double[n];
        Arrays.setAll(exact, j -> start[3 + n + j] + 0.3 * start[3 + j]);
        for (InnerLoops loops : new InnerLoops[] {scalar, vector}) {
            float[] s = start.clone();
            loops.addScaled(s, 3, 0.3f, 3 + n, n);
            assertClose(s, 3 + n, exact, 1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 6, 8, 13, 16, 17, 63, 64, 65, 200, 1023})
    void adjointStepsAgree(int length) {
        int n = HostLayout.padded(length);
        int tileSpan = 3 * HostLayout.TILE;
        InnerLoops.AdjointStep c = new InnerLoops.AdjointStep(0.95f, 0.8f, 0.15f, 0.05f, 0.03f);
        float[] s = matrix(4, length, n);
        float[] s2 = s.clone();
        float[] trace = matrix(1, length, 3 * n + HostLayout.TILE);
        float[] trace2 = trace.clone();
        scalar.adjointStep(c, s, 3, 3 + n, 3 + 2 * n, 3 + 3 * n, n, trace, 5, tileSpan, 1);
        vector.adjointStep(c, s2, 3, 3 + n, 3 + 2 * n, 3 + 3 * n, n, trace2, 5, tileSpan, 1);
        assertClose(s2, 0, doubles(s), 1e-6);
        assertClose(trace2, 0, doubles(trace), 1e-6);
    }

    @Test
    void aPropertyForcesOneImplementationAndFailsWhenItCannotBeHad() {
        assertThat(LoopChoice.choose("false", null)).isInstanceOf(ScalarLoops.class);
        assertThat(LoopChoice.choose("true", null)).isInstanceOf(VectorLoops.class);
        assertThat(LoopChoice.choose(null, null)).isInstanceOf(VectorLoops.class);
        assertThat(LoopChoice.choose(null, "no module")).isInstanceOf(ScalarLoops.class);
        assertThatThrownBy(() -> LoopChoice.choose("true", "no module"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no module");
        assertThatThrownBy(() -> LoopChoice.choose("yes", null)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Rows of {@code length} random numbers and zeros up to {@code n}, after three floats that belong to no one. */
    private float[] matrix(int rows, int length, int n) {
        float[] w = new float[3 + rows * n];
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < length; j++) {
                w[3 + r * n + j] = (float) random.nextGaussian();
            }
        }
        return w;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, k -> values[k]);
        return doubles;
    }

    private static void assertClose(float[] actual, int offset, double[] expected, double tolerance) {
        for (int k = 0; k < expected.length; k++) {
            assertThat((double) actual[offset + k])
                    .as("element %d", k)
                    .isCloseTo(expected[k], within(tolerance * (1 + Math.abs(expected[k]))));
        }
    }

    private static void assertPadding(float[] y, int offset, int length, int n) {
        for (int j = length; j < n; j++) {
            assertThat(y[offset + j]).isZero();
        }
    }
}
