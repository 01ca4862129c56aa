package dev.backspike.common.spec;

import dev.backspike.common.spec.DatasetSpec.Generated;
import dev.backspike.common.spec.DatasetSpec.HeldOut;
import dev.backspike.common.spec.DatasetSpec.Idx;
import dev.backspike.common.spec.DatasetSpec.LatencyEncoding;
import dev.backspike.common.spec.DatasetSpec.LatencyEncoding.Scale;
import dev.backspike.common.spec.DatasetSpec.YinYang;
import dev.backspike.common.spec.DatasetSpec.YinYangEncoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Valid specifications, every variant and odd numbers and names included. */
final class RandomSpecs {

    private static final String LETTERS = "abcXYZ019 _-/~\"\\äß漢\uD83D\uDE00";

    private final Random random;

    RandomSpecs(long seed) {
        random = new Random(seed);
    }

    JobSpec next() {
        boolean firstSpike = random.nextBoolean();
        DatasetSpec dataset = random.nextBoolean() ? yinYang() : idx();
        return new JobSpec(
                name(),
                labels(),
                random.nextInt(-1000, 1001),
                dataset,
                network(dataset.latestSpikeMs(), firstSpike),
                new TrainingSpec(
                        1 + random.nextInt(Integer.MAX_VALUE - 1),
                        1 + random.nextInt(1000),
                        random.nextInt(),
                        firstSpike
                                ? new LossSpec.FirstSpike(positive(), positive(), positive(), positive())
                                : new LossSpec.SumVoltage(pick(LossSpec.Profile.values())),
                        new OptimiserSpec.Adam(
                                positive(),
                                random.nextDouble() * 0.99,
                                random.nextDouble() * 0.99,
                                positive(),
                                schedule())),
                new ResourcesSpec(pick(ResourcesSpec.Device.values())));
    }

    private NetworkSpec network(double latestMs, boolean firstSpike) {
        Map<String, PopulationSpec> populations = new LinkedHashMap<>();
        List<ConnectionSpec> connections = new ArrayList<>();
        populations.put("in", new PopulationSpec(new NeuronSpec.Input(), size()));
        String last = "in";
        int hidden = random.nextInt(4);
        for (int i = 0; i < hidden; i++) {
            String name = "h" + i + random.nextInt(9) + "/~ä";
            populations.put(name, new PopulationSpec(lif(), 1 + random.nextInt(500)));
            connections.add(connection(last, name));
            if (random.nextBoolean()) {
                connections.add(connection(name, name));
            }
            last = name;
        }
        populations.put("out", new PopulationSpec(firstSpike ? lif() : new NeuronSpec.Li(positive()), size()));
        connections.add(connection(last, "out"));
        return new NetworkSpec(positive(), latestMs + positive(), NetworkSpec.Solver.EVENT, populations, connections);
    }

    private ConnectionSpec connection(String from, String to) {
        double a = random.nextGaussian();
        InitialiserSpec weight = switch (random.nextInt(3)) {
            case 0 -> new InitialiserSpec.Normal(a, positive());
            case 1 -> new InitialiserSpec.Uniform(a, a + positive());
            default -> new InitialiserSpec.Constant(a);
        };
        return new ConnectionSpec(from, to, positive(), weight);
    }

    private YinYang yinYang() {
        return new YinYang(generated(), generated(), generated(), new YinYangEncoding(0, positive(), positive()));
    }

    private Idx idx() {
        return new Idx(
                name(),
                name(),
                name(),
                name(),
                new HeldOut(random.nextDouble() * 0.9),
                new LatencyEncoding(pick(Scale.values()), 0, positive(), Math.nextUp(random.nextDouble()), positive()));
    }

    private Generated generated() {
        return new Generated(1 + random.nextInt(10_000), random.nextInt(Integer.MAX_VALUE));
    }

    private NeuronSpec.Lif lif() {
        double threshold = positive();
        return new NeuronSpec.Lif(positive(), threshold, threshold - positive());
    }

    private ScheduleSpec schedule() {
        return random.nextBoolean() ? new ScheduleSpec.Constant() : new ScheduleSpec.Exponential(positive());
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            labels.put("l" + i + name(), name());
        }
        return labels;
    }

    private @Nullable Integer size() {
        return random.nextBoolean() ? null : (Integer) (1 + random.nextInt(1000));
    }

    private String name() {
        StringBuilder name = new StringBuilder("n");
        for (int i = random.nextInt(12); i > 0; i--) {
            int at = random.nextInt(LETTERS.codePointCount(0, LETTERS.length()));
            name.appendCodePoint(LETTERS.codePointAt(LETTERS.offsetByCodePoints(0, at)));
        }
        return name.toString();
    }

    /** From 1e-6 to 1e6, with all the digits a double has. */
    private double positive() {
        return Math.pow(10, random.nextDouble(-6, 6));
    }

    private <T> T pick(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
