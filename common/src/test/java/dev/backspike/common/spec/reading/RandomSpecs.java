package dev.backspike.common.spec.reading;

import dev.backspike.common.file.TimeUnit;
import dev.backspike.common.id.JobId;
import dev.backspike.common.spec.AugmentationSpec;
import dev.backspike.common.spec.CheckpointSpec;
import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.DatasetSpec;
import dev.backspike.common.spec.DatasetSpec.Generated;
import dev.backspike.common.spec.DatasetSpec.Idx;
import dev.backspike.common.spec.DatasetSpec.LatencyEncoding;
import dev.backspike.common.spec.DatasetSpec.LatencyEncoding.Scale;
import dev.backspike.common.spec.DatasetSpec.ShdHdf5;
import dev.backspike.common.spec.DatasetSpec.YinYang;
import dev.backspike.common.spec.DatasetSpec.YinYangEncoding;
import dev.backspike.common.spec.DelayLineSpec;
import dev.backspike.common.spec.EarlyStoppingSpec;
import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.InitialFromSpec;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.common.spec.PopulationSpec;
import dev.backspike.common.spec.RegularisationSpec;
import dev.backspike.common.spec.ReplicasSpec;
import dev.backspike.common.spec.ResourcesSpec;
import dev.backspike.common.spec.RetrySpec;
import dev.backspike.common.spec.ScheduleSpec;
import dev.backspike.common.spec.SilentNeuronsSpec;
import dev.backspike.common.spec.TrainingSpec;
import dev.backspike.common.spec.ValidationSpec;
import dev.backspike.common.spec.WarmUpSpec;
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
        boolean ofSpikes = random.nextBoolean();
        DatasetSpec dataset = switch (random.nextInt(3)) {
            case 0 -> yinYang();
            case 1 -> idx();
            default -> shd();
        };
        NetworkSpec network = network(dataset.latestSpikeMs(), ofSpikes);
        int batchSize = 1 + random.nextInt(1000);
        return new JobSpec(
                name(),
                labels(),
                random.nextInt(-1000, 1001),
                dataset,
                network,
                new TrainingSpec(
                        1 + random.nextInt(Integer.MAX_VALUE - 1),
                        batchSize,
                        random.nextInt(),
                        ofSpikes ? lossOfSpikes(network.duration()) : lossOfVoltages(),
                        optimiser(),
                        new GradientsSpec(
                                random.nextBoolean() ? null : (Double) positive(),
                                random.nextBoolean() ? 0 : positive()),
                        ofSpikes
                                ? Map.of(
                                        "out",
                                        regularisation(
                                                network.connections().getLast().from()))
                                : Map.of(),
                        random.nextBoolean() ? null : earlyStopping(),
                        augmentation(),
                        checkpoint(dataset),
                        random.nextBoolean() ? null : initialFrom()),
                new ResourcesSpec(pick(ResourcesSpec.Device.values()), replicas(ReplicasSpec.most(batchSize))),
                retry());
    }

    private ReplicasSpec replicas(int most) {
        int max = 1 + random.nextInt(most);
        return new ReplicasSpec(1 + random.nextInt(max), max);
    }

    private InitialFromSpec initialFrom() {
        return random.nextBoolean()
                ? new InitialFromSpec.OfJob(new JobId("j%018d".formatted(random.nextInt(1000))))
                : new InitialFromSpec.OfFile(
                        name(), pick(TimeUnit.values()), random.nextBoolean() ? null : (Double) positive());
    }

    private CheckpointSpec checkpoint(DatasetSpec dataset) {
        return new CheckpointSpec(
                1 + random.nextInt(9),
                random.nextInt(100),
                1 + random.nextInt(9),
                dataset.validated() ? pick(EarlyStoppingSpec.Watched.values()) : EarlyStoppingSpec.Watched.TRAIN_LOSS);
    }

    private RetrySpec retry() {
        return new RetrySpec(
                random.nextInt(20),
                random.nextInt(20),
                random.nextInt(20),
                random.nextInt(20),
                random.nextInt(100),
                random.nextInt(100),
                positive());
    }

    private NetworkSpec network(double latestMs, boolean ofSpikes) {
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
        populations.put("out", new PopulationSpec(ofSpikes ? lif() : new NeuronSpec.Li(parameter()), size()));
        connections.add(connection(last, "out"));
        return new NetworkSpec(positive(), latestMs + positive(), NetworkSpec.Solver.EVENT, populations, connections);
    }

    private ConnectionSpec connection(String from, String to) {
        double a = random.nextGaussian();
        InitialiserSpec weight = switch (random.nextInt(5)) {
            case 3 -> new InitialiserSpec.Gamma(positive(), positive());
            case 4 -> new InitialiserSpec.Kaiming(positive(), positive());
            case 0 -> new InitialiserSpec.Normal(a, positive());
            case 1 -> new InitialiserSpec.Uniform(a, a + positive());
            default -> new InitialiserSpec.Constant(a);
        };
        return new ConnectionSpec(from, to, parameter(), weight, connectivity(from.equals(to)), parameter());
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
                random.nextBoolean() ? new ValidationSpec.Fraction(random.nextDouble() * 0.9) : fold(),
                new LatencyEncoding(pick(Scale.values()), 0, positive(), Math.nextUp(random.nextDouble()), positive()),
                delayLine());
    }

    private ShdHdf5 shd() {
        ValidationSpec validation = switch (random.nextInt(4)) {
            case 3 -> fold();
            case 0 -> new ValidationSpec.Fraction(random.nextDouble() * 0.9);
            case 1 ->
                new ValidationSpec.Speakers(random.ints(0, 100)
                        .distinct()
                        .limit(1 + random.nextInt(4))
                        .boxed()
                        .toList());
            default -> new ValidationSpec.File(name());
        };
        return new ShdHdf5(
                name(), name(), 1 + random.nextInt(1 << 16), 1 + random.nextInt(100), validation, delayLine());
    }

    private ValidationSpec.Fold fold() {
        int of = 2 + random.nextInt(20);
        return new ValidationSpec.Fold(1 + random.nextInt(of), of);
    }

    private DelayLineSpec delayLine() {
        return new DelayLineSpec(1 + random.nextInt(20), positive());
    }

    private Generated generated() {
        return new Generated(1 + random.nextInt(10_000), random.nextInt(Integer.MAX_VALUE));
    }

    private NeuronSpec.Lif lif() {
        double threshold = positive();
        return new NeuronSpec.Lif(
                parameter(), threshold, threshold - positive(), random.nextBoolean() ? 0 : positive());
    }

    private LossSpec lossOfSpikes(double durationMs) {
        return random.nextBoolean()
                ? new LossSpec.FirstSpike(positive(), positive() + durationMs / 700, positive(), positive())
                : new LossSpec.SpikeTimeMse(positive(), positive(), positive(), positive());
    }

    private LossSpec lossOfVoltages() {
        double smoothing = random.nextDouble() * 0.99;
        return switch (random.nextInt(3)) {
            case 0 -> new LossSpec.SumVoltage(pick(LossSpec.Profile.values()), smoothing);
            case 1 -> new LossSpec.MaxVoltage(smoothing);
            default -> new LossSpec.SumVoltage();
        };
    }

    private OptimiserSpec optimiser() {
        double decay = random.nextDouble() * 0.99;
        return switch (random.nextInt(3)) {
            case 0 -> new OptimiserSpec.Adam(positive(), decay, decay / 2, positive(), schedule(), warmUp());
            case 1 ->
                new OptimiserSpec.AdamW(positive(), decay, decay / 2, positive(), positive(), schedule(), warmUp());
            default -> new OptimiserSpec.Sgd(positive(), decay, schedule(), warmUp());
        };
    }

    private ScheduleSpec schedule() {
        double factor = Math.nextUp(random.nextDouble() * 0.99);
        return switch (random.nextInt(4)) {
            case 0 -> new ScheduleSpec.Constant();
            case 1 -> new ScheduleSpec.Exponential(factor);
            case 2 -> new ScheduleSpec.Cosine(factor);
            default -> new ScheduleSpec.Plateau(factor, factor / 2, factor / 3, 1 + random.nextInt(100));
        };
    }

    private @Nullable WarmUpSpec warmUp() {
        return switch (random.nextInt(3)) {
            case 0 -> null;
            case 1 -> new WarmUpSpec.Linear(1 + random.nextInt(1000));
            default -> new WarmUpSpec.Geometric(Math.nextUp(random.nextDouble()), 1.001 + random.nextDouble());
        };
    }

    /** @param from leads to the population */
    private RegularisationSpec regularisation(String from) {
        return new RegularisationSpec(
                positive(),
                positive(),
                positive(),
                switch (random.nextInt(3)) {
                    case 0 -> null;
                    case 1 -> new SilentNeuronsSpec(positive(), false, null);
                    default -> new SilentNeuronsSpec(null, true, from);
                });
    }

    private EarlyStoppingSpec earlyStopping() {
        return new EarlyStoppingSpec(
                pick(EarlyStoppingSpec.Watched.values()), 1 + random.nextInt(50), positive(), random.nextBoolean());
    }

    private List<AugmentationSpec> augmentation() {
        List<AugmentationSpec> steps = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            double min = positive();
            steps.add(
                    switch (random.nextInt(6)) {
                        case 0 -> new AugmentationSpec.ChannelShift(1 + random.nextInt(1000));
                        case 1 -> new AugmentationSpec.TimeShift(positive());
                        case 2 -> new AugmentationSpec.Blend(random.nextDouble());
                        case 3 -> new AugmentationSpec.Dilation(min, min + positive());
                        case 4 -> new AugmentationSpec.Jitter(random.nextDouble() * 50, positive());
                        default -> new AugmentationSpec.Dropout(random.nextDouble() * 0.99);
                    });
        }
        return steps;
    }

    /** A shared value, values of each one's own, or learnable ones. */
    private ParameterSpec parameter() {
        double min = positive();
        double a = positive();
        return switch (random.nextInt(4)) {
            case 0 -> ParameterSpec.fixed(a);
            case 1 -> new ParameterSpec(new InitialiserSpec.Gamma(a, positive()), false, 1, min, min + a);
            case 2 -> new ParameterSpec(new InitialiserSpec.Constant(a), true, positive(), min, min + a);
            default -> new ParameterSpec(new InitialiserSpec.Uniform(a, a + a), true, 1, min, min + a);
        };
    }

    private ConnectivitySpec connectivity(boolean sameSize) {
        return switch (random.nextInt(sameSize ? 3 : 2)) {
            case 0 -> new ConnectivitySpec.Dense();
            case 1 -> new ConnectivitySpec.FixedProbability(Math.nextUp(random.nextDouble()));
            default -> new ConnectivitySpec.OneToOne();
        };
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
