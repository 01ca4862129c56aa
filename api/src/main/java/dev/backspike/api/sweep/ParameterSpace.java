package dev.backspike.api.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What values one field of the job takes in a sweep. */
sealed interface ParameterSpace {

    /** How many different values there are; {@link Long#MAX_VALUE} where nobody can count them. */
    long size();

    /** The draws of a {@link Random} are fixed by its specification, so that a seed means the same for ever. */
    JsonNode draw(Random random);

    /** One of these. */
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

    /** Any number from {@code min} to {@code max}, each as likely. */
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

    /** Any number from {@code min} to {@code max}, each order of magnitude as likely. */
    record LogUniform(double min, double max) implements ParameterSpace {

        @Override
        public long size() {
            return Long.MAX_VALUE;
        }

        @Override
        public JsonNode draw(Random random) {
            // StrictMath: the same on every machine.
            double low = StrictMath.log(min);
            return rounded(StrictMath.exp(low + random.nextDouble() * (StrictMath.log(max) - low)), min, max);
        }
    }

    /** A whole number from {@code min} to {@code max}. */
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

    /** To six digits, which people can read and repeat. */
    private static JsonNode rounded(double value, double min, double max) {
        double sixDigits = BigDecimal.valueOf(value).round(new MathContext(6)).doubleValue();
        return JsonNodeFactory.instance.numberNode(Math.clamp(sixDigits, min, max));
    }
}
