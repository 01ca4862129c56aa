package dev.backspike.api.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The values that one field of the job specification takes in a sweep. */
sealed interface ParameterSpace {

    /** Returns how many different values there are; {@link Long#MAX_VALUE} if they are too many to count. */
    long size();

    /**
     * Draws a value. The specification of {@link Random} fixes its algorithm, so a seed gives the same values in every
     * release.
     */
    JsonNode draw(Random random);

    /**
     * One of the listed values.
     *
     * @param values different values of any type that the field takes
     */
    record Values(List<JsonNode> values) implements ParameterSpace {

        public Values {
            values = List.copyOf(values);
        }

        @Override
        public long size() {
            return values.size();
        }

        @Override
        public JsonNode draw(Random random) {
            return values.get(random.nextInt(values.size()));
        }
    }

    /**
     * A number between two bounds, uniformly distributed and rounded to six digits.
     *
     * @param min the lower bound
     * @param max the upper bound
     */
    record Uniform(double min, double max) implements ParameterSpace {

        @Override
        public long size() {
            return Long.MAX_VALUE;
        }

        @Override
        public JsonNode draw(Random random) {
            return rounded(min + random.nextDouble() * (max - min), min, max);
        }
    }

    /**
     * A number between two positive bounds whose logarithm is uniformly distributed, so that every order of magnitude
     * is equally likely; rounded to six digits.
     *
     * @param min the lower bound
     * @param max the upper bound
     */
    record LogUniform(double min, double max) implements ParameterSpace {

        @Override
        public long size() {
            return Long.MAX_VALUE;
        }

        @Override
        public JsonNode draw(Random random) {
            // StrictMath gives the same result on every machine.
            double low = StrictMath.log(min);
            return rounded(StrictMath.exp(low + random.nextDouble() * (StrictMath.log(max) - low)), min, max);
        }
    }

    /**
     * An integer between two bounds, both included, uniformly distributed.
     *
     * @param min the lower bound
     * @param max the upper bound
     */
    record Integers(long min, long max) implements ParameterSpace {

        @Override
        public long size() {
            return max - min + 1;
        }

        @Override
        public JsonNode draw(Random random) {
            long value = min + (long) (random.nextDouble() * size());
            return JsonNodeFactory.instance.numberNode(Math.min(value, max));
        }
    }

    /** Rounds to six significant digits, which a reader can copy. */
    private static JsonNode rounded(double value, double min, double max) {
        double sixDigits = BigDecimal.valueOf(value).round(new MathContext(6)).doubleValue();
        return JsonNodeFactory.instance.numberNode(Math.clamp(sixDigits, min, max));
    }
}
