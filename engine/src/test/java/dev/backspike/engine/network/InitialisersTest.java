package dev.backspike.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.NeuronSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InitialisersTest {

    private static final InitialiserSpec NORMAL = new InitialiserSpec.Normal(1.5, 0.78);
    private static final InitialiserSpec UNIFORM = new InitialiserSpec.Uniform(-1, 3);

    @Test
    void hasTheMomentsThatWereAskedFor() {
        double[] normal = weights(1, NORMAL, UNIFORM).get(0).values();
        double[] uniform = weights(1, NORMAL, UNIFORM).get(1).values();
        // four standard errors of 40 000 draws
        assertThat(mean(normal)).isCloseTo(1.5, within(4 * 0.78 / 200));
        assertThat(sd(normal)).isCloseTo(0.78, within(4 * 0.78 / 283));
        assertThat(mean(uniform)).isCloseTo(1, within(4 * 1.155 / 200));
        assertThat(Arrays.stream(uniform).min().orElseThrow()).isBetween(-1.0, -0.99);
        assertThat(Arrays.stream(uniform).max().orElseThrow()).isBetween(2.99, 3.0);
        assertThat(weights(1, new InitialiserSpec.Constant(0.25)).getFirst().values())
                .containsOnly(0.25);
    }

    @Test
    void dependsOnTheSeed() {
        assertThat(weights(1, NORMAL).getFirst().values())
                .isEqualTo(weights(1, NORMAL).getFirst().values());
        assertThat(weights(2, NORMAL).getFirst().values())
                .isNotEqualTo(weights(1, NORMAL).getFirst().values());
    }

    @Test
    void aConnectionDoesNotDependOnTheOthers() {
        double[] second = weights(1, NORMAL, UNIFORM).get(1).values();
        double[] secondBesideAnother =
                weights(1, new InitialiserSpec.Constant(0), UNIFORM).get(1).values();
        assertThat(secondBesideAnother).isEqualTo(second);
        List<Tensor.F64> alike = weights(1, NORMAL, NORMAL);
        assertThat(alike.get(0).values()).isNotEqualTo(alike.get(1).values());
    }

    @Test
    void namesAndShapesAreTheConnections() {
        Tensor.F64 tensor = weights(1, NORMAL).getFirst();
        assertThat(tensor.name()).isEqualTo("a->b.weight");
        assertThat(tensor.shape()).containsExactly(100, 400);
        assertThat(tensor.values()).hasSize(40_000);
    }

    private static List<Tensor.F64> weights(long seed, InitialiserSpec... initialisers) {
        Population a = new Population(0, "a", new NeuronSpec.Input(), 100);
        Population b = new Population(1, "b", new NeuronSpec.Li(20), 400);
        List<Connection> connections = IntStream.range(0, initialisers.length)
                .mapToObj(i -> new Connection(i, a, b, 5, initialisers[i]))
                .toList();
        return Initialisers.draw(new Network(1, 10, List.of(a, b), connections, a, b), seed)
                .parameters();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double sd(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
    }
}
