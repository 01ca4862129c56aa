package dev.backspike.api.sweep;

import static dev.backspike.api.sweep.SweepDocuments.plain;
import static dev.backspike.api.sweep.SweepDocuments.read;
import static dev.backspike.api.sweep.SweepDocuments.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.json.InvalidSpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Which configurations a sweep tries. */
class ConfigurationsTest {

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @Test
    void aGridIsEveryCombinationWithTheLastParameterChangingFastest() {
        SweepSpec spec = read(with(plain(), "parameters", "{'/a': {'values': [1, 2]}, '/b': {'values': ['x', [3]]}}"));

        assertThat(Configurations.of(spec))
                .map(Object::toString)
                .containsExactly("{/a=1, /b=\"x\"}", "{/a=1, /b=[3]}", "{/a=2, /b=\"x\"}", "{/a=2, /b=[3]}");
    }

    @Test
    void withoutParametersThereIsOneConfiguration() {
        assertThat(Configurations.of(read(plain()))).containsExactly(Map.of());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aGridHasTheProductOfItsSizesAndNothingTwice(long seed) {
        Random random = new Random(seed);
        StringBuilder parameters = new StringBuilder();
        long product = 1;
        for (int p = 0; p <= random.nextInt(4); p++) {
            int size = 1 + random.nextInt(5);
            product *= size;
            List<Integer> values = random.ints().distinct().limit(size).boxed().toList();
            parameters
                    .append(p == 0 ? "" : ",")
                    .append("'/p")
                    .append(p)
                    .append("': {'values': ")
                    .append(values)
                    .append('}');
        }

        SweepSpec spec = read(with(plain(), "parameters", "{" + parameters + "}"));

        assertThat(Configurations.requested(spec)).isEqualTo(product);
        assertThat(Configurations.of(spec)).hasSize((int) product).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void drawsAreAsManyAsAskedForAllDifferentWithinTheirBoundsAndTheSameForTheSameSeed(long seed) {
        int configurations = 1 + new Random(seed).nextInt(100);
        String parameters =
                "{'/u': {'uniform': {'min': -2, 'max': 3}}, '/l': {'logUniform': {'min': 1e-5, 'max': 0.1}},"
                        + " '/i': {'integers': {'min': -1, 'max': 1}}, '/v': {'values': ['a', 'b']}}";

        List<Map<String, JsonNode>> drawn = draw(parameters, configurations, seed);

        assertThat(drawn).hasSize(configurations).doesNotHaveDuplicates();
        assertThat(draw(parameters, configurations, seed)).isEqualTo(drawn);
        for (Map<String, JsonNode> one : drawn) {
            assertThat(one.keySet()).containsExactly("/u", "/l", "/i", "/v");
            assertThat(number(one, "/u")).isBetween(-2.0, 3.0);
            assertThat(number(one, "/l")).isBetween(1e-5, 0.1);
            assertThat(number(one, "/i")).isIn(-1.0, 0.0, 1.0);
        }
    }

    @Test
    void logUniformDrawsEveryOrderOfMagnitudeAlike() {
        List<Map<String, JsonNode>> drawn = draw("{'/l': {'logUniform': {'min': 1e-4, 'max': 1}}}", 1000, 3);

        for (double from : new double[] {1e-4, 1e-3, 1e-2, 0.1}) {
            long within = drawn.stream()
                    .map(one -> number(one, "/l"))
                    .filter(value -> value >= from && value < 10 * from)
                    .count();
            // Binomial with p = 1/4: 250 with a standard deviation of 14.
            assertThat(within).isBetween(190L, 310L);
        }
    }

    @Test
    void everyCombinationOfAFewValuesCanBeDrawn() {
        String parameters = "{'/i': {'integers': {'min': 1, 'max': 4}}, '/v': {'values': [true, false, null]}}";

        assertThat(draw(parameters, 12, 1)).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void anotherParameterDoesNotChangeTheDrawsOfTheFirst() {
        String rate = "'/u': {'uniform': {'min': 0, 'max': 1}}";

        assertThat(values(draw("{" + rate + "}", 20, 7), "/u"))
                .isEqualTo(values(draw("{'/i': {'uniform': {'min': 1, 'max': 9}}, " + rate + "}", 20, 7), "/u"));
    }

    @Test
    void anotherSeedDrawsOthers() {
        String parameters = "{'/u': {'uniform': {'min': 0, 'max': 1}}}";

        assertThat(draw(parameters, 5, 1)).doesNotContainAnyElementsOf(draw(parameters, 5, 2));
    }

    private static List<Map<String, JsonNode>> draw(String parameters, int configurations, long seed) {
        String strategy = "{'type': 'random', 'configurations': " + configurations + ", 'seed': " + seed + "}";
        return Configurations.of(read(with(with(plain(), "parameters", parameters), "strategy", strategy)));
    }

    private static double number(Map<String, JsonNode> one, String pointer) {
        return one.getOrDefault(pointer, SweepDocuments.JSON.nullNode()).doubleValue();
    }

    private static List<Double> values(List<Map<String, JsonNode>> drawn, String pointer) {
        List<Double> values = new ArrayList<>();
        drawn.forEach(one -> values.add(number(one, pointer)));
        return values;
    }

    @Test
    void aRangeThatRoundsToTooFewValuesIsRefusedAndNotDrawnFromForEver() {
        String parameters = "{'/u': {'uniform': {'min': 1, 'max': 1.0000001}}}";

        assertThatThrownBy(() -> draw(parameters, 5, 1))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/strategy/configurations must be at most 1", "six digits");
    }
}
