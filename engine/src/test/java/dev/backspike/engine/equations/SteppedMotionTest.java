package dev.backspike.engine.equations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.engine.dynamics.ModelEquations;
import dev.backspike.engine.dynamics.Motion;
import dev.backspike.engine.dynamics.NeuronModel;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Motions by tables against those by the series, which the exact engine uses. */
class SteppedMotionTest {

    private static final int[] RECEPTORS = {0, 0};
    private static final double DT = 0.3;

    private static NeuronModel model(String name) {
        return NeuronModel.of(ModelEquations.of(Library.neuron("{\"type\": \"" + name + "\"}")));
    }

    private static double[] random(Random random, int count, double least, double most) {
        return random.doubles(count, least, most).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"if", "lif-subtractive", "alif", "adlif", "resonate-and-fire", "two-compartment"})
    void tablesGiveStatesAdjointsAndGradientsOfTheSeries(String name) {
        NeuronModel model = model(name);
        int size = model.states() + RECEPTORS.length;
        Motion stepped = Motion.stepped(model, RECEPTORS, DT);
        Motion exact = new Motion(model, RECEPTORS);
        Random random = new Random(3);
        for (double steps : new double[] {1, 2, 3, 7, 20, 1.5, 0}) {
            double[] q = random(random, model.parameters() + RECEPTORS.length, 2, 9);
            stepped.bind(q);
            exact.bind(q);
            double[] z = random(random, size, -1, 1);
            double[] moved = z.clone();
            double[] wanted = z.clone();
            stepped.move(moved, steps * DT);
            exact.move(wanted, steps * DT);
            assertClose(moved, wanted);

            double[] lambda = random(random, size, -1, 1);
            double[] wantedLambda = lambda.clone();
            double[] gradient = random(random, q.length, -1, 1);
            double[] wantedGradient = gradient.clone();
            stepped.moveBack(z.clone(), steps * DT, lambda, gradient);
            exact.moveBack(z.clone(), steps * DT, wantedLambda, wantedGradient);
            assertClose(lambda, wantedLambda);
            assertClose(gradient, wantedGradient);
        }
    }

    @Test
    void theFieldChangesByACurrentAsItsDerivativeSays() {
        NeuronModel model = model("adlif");
        int size = model.states() + RECEPTORS.length;
        Motion stepped = Motion.stepped(model, RECEPTORS, DT);
        Random random = new Random(5);
        stepped.bind(random(random, model.parameters() + RECEPTORS.length, 2, 9));
        double[] lambda = random(random, size, -1, 1);
        double[] z = random(random, size, -1, 1);
        double[] before = new double[size];
        double[] after = new double[size];
        stepped.field(z, before);
        z[size - 1] += 0.5;
        stepped.field(z, after);
        double change = 0;
        for (int k = 0; k < size; k++) {
            change += lambda[k] * (after[k] - before[k]);
        }
        assertThat(0.5 * stepped.ofCurrent(size - 1, lambda)).isCloseTo(change, within(1e-14));
        assertThat(change).isNotCloseTo(0, within(1e-3));
    }

    @Test
    void equationsThatAreNotAffineHaveNoTables() {
        Motion motion = Motion.stepped(model("qif"), RECEPTORS, DT);
        assertThat(motion.isTabulated()).isFalse();
        assertThatThrownBy(() -> motion.ofCurrent(0, new double[3]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("depend on the state");
    }

    private static void assertClose(double[] found, double[] wanted) {
        double scale = 1;
        for (double value : wanted) {
            scale = Math.max(scale, Math.abs(value));
        }
        assertThat(found).containsExactly(wanted, within(1e-13 * scale));
    }
}
