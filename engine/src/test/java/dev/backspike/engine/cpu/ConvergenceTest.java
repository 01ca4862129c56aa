package dev.backspike.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.event.EventEngine;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** As dt shrinks, the clock-driven engine converges to the exact one. */
class ConvergenceTest {

    private static final double[] DT = {1, 0.1, 0.01};
    private static final int NETWORKS = 20;

    private static final ConnectivitySpec DENSE = new ConnectivitySpec.Dense();
    private static final ConnectivitySpec SPARSE = new ConnectivitySpec.FixedProbability(0.6);
    private static final ParameterSpec NO_DELAY = ParameterSpec.fixed(0);
    private static final ParameterSpec FIVE_MS = ParameterSpec.fixed(5);
    private static final GradientsSpec CLAMPED = new GradientsSpec(null, 0.02);

    /** A network whose readout is the loss's, for steps of dt. */
    interface Family {
        EngineOptions network(double dt, LossSpec loss, long seed);
    }

    static Stream<Arguments> networks() {
        LossSpec exponential = new LossSpec.SumVoltage(LossSpec.Profile.EXPONENTIAL);
        Stream.Builder<Arguments> cases = Stream.builder();
        for (LossSpec loss : List.of(
                new LossSpec.SumVoltage(),
                exponential,
                new LossSpec.SumVoltage(LossSpec.Profile.LINEAR),
                new LossSpec.FirstSpike(0.5, 6.4, 0.003, 1),
                new LossSpec.SpikeTimeMse(10, 30, 5, 1),
                new LossSpec.MaxVoltage(0),
                new LossSpec.MeanCrossEntropy(0),
                new LossSpec.VoltageMse(1, 0))) {
            add(cases, "dense, recurrent", loss, ConvergenceTest::dense);
        }
        for (LossSpec loss : List.of(exponential, new LossSpec.FirstSpike(0.5, 6.4, 0.003, 1))) {
            add(cases, "constant delays", loss, (dt, l, seed) -> delays(dt, l, seed, ParameterSpec.fixed(3), DENSE));
            add(cases, "random delays", loss, (dt, l, seed) -> delays(dt, l, seed, Networks.drawn(1, 9, false), DENSE));
            add(
                    cases,
                    "sparse, learnt delays",
                    loss,
                    (dt, l, seed) -> delays(dt, l, seed, Networks.drawn(1, 9, true), SPARSE));
            add(cases, "refractory", loss, (dt, l, seed) -> taus(dt, l, seed, ParameterSpec.fixed(20), FIVE_MS, 4));
        }
        ParameterSpec tauMem = Networks.drawn(15, 25, true);
        add(
                cases,
                "learnt taus",
                exponential,
                (dt, l, seed) -> taus(dt, l, seed, tauMem, Networks.drawn(4, 8, true), 0));
        add(cases, "learnt taus, refractory", exponential, (dt, l, seed) -> taus(dt, l, seed, tauMem, FIVE_MS, 2));
        for (LossSpec loss :
                List.of(exponential, new LossSpec.MaxVoltage(0), new LossSpec.SpikeTimeMse(10, 30, 5, 1))) {
            add(cases, "everything", loss, ConvergenceTest::everything);
        }
        return cases.build();
    }

    private static void add(Stream.Builder<Arguments> cases, String name, LossSpec loss, Family family) {
        cases.add(Arguments.of(name, loss, family));
    }

    /** Loss, spike counts and the gradients by kind of parameter. */
    private record Result(double loss, long[] spikes, Map<String, double[]> gradients) {}

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("networks")
    void lossAndGradientsConvergeToTheExactEngine(String name, LossSpec loss, Family family) {
        List<double[]> lossErrors = new ArrayList<>();
        Map<String, List<double[]>> gradientErrors = new TreeMap<>();
        for (int seed = 0; seed < NETWORKS; seed++) {
            Networks.Written data = Networks.randomSpikes(1, 20, 3, 20, 30, 100 + seed);
            double[] lossError = new double[DT.length];
            Map<String, double[]> gradientError = new TreeMap<>();
            boolean sameSpikes = true;
            for (int k = 0; k < DT.length; k++) {
                // dt has no effect on the exact engine's spikes, but says where some losses read voltages.
                Result exact = run(EventEngine.create(family.network(DT[k], loss, seed)), data);
                Result clock = run(CpuEngine.create(family.network(DT[k], loss, seed), new VectorLoops()), data);
                lossError[k] = Math.abs(clock.loss - exact.loss);
                sameSpikes &= Arrays.equals(clock.spikes, exact.spikes);
                int of = k;
                exact.gradients.forEach(
                        (kind, gradient) -> gradientError.computeIfAbsent(kind, _ -> new double[DT.length])[of] =
                                relativeError(Objects.requireNonNull(clock.gradients.get(kind)), gradient));
            }
            // A spike more or less is a jump that no step size makes small.
            if (sameSpikes) {
                lossErrors.add(lossError);
                gradientError.forEach((kind, error) -> gradientErrors
                        .computeIfAbsent(kind, _ -> new ArrayList<>())
                        .add(error));
            }
        }
        assertThat(lossErrors).as("networks with the same spikes at every dt").hasSizeGreaterThan(NETWORKS / 4);
        assertShrinks(name + ", " + loss.type() + ", loss", lossErrors);
        gradientErrors.forEach((kind, errors) -> assertShrinks(name + ", " + loss.type() + ", " + kind, errors));
    }

    private static void assertShrinks(String what, List<double[]> errors) {
        double[] median = medians(errors);
        System.out.printf(
                "%-50s median error at dt = 1, 0.1, 0.01 ms: %.1e %.1e %.1e  (%d networks)%n",
                what, median[0], median[1], median[2], errors.size());
        for (int k = 1; k < DT.length; k++) {
            assertThat(median[k]).as("%s at dt = %s", what, DT[k]).isLessThan(median[k - 1] / 2);
        }
    }

    private static EngineOptions dense(double dt, LossSpec loss, long seed) {
        Networks net = new Networks(dt, 60, seed);
        Population input = net.population("input", new NeuronSpec.Input(), 20);
        Population hidden = net.population("hidden", new NeuronSpec.Lif(20, 1, 0), 30);
        Population output = net.population("output", readout(loss, ParameterSpec.fixed(20)), 3);
        return net.connect(input, hidden, 5, 0.4, 0.25)
                .connect(hidden, hidden, 5, 0, 0.05)
                .connect(hidden, output, 5, 0.3, 0.15)
                .options(loss, 1);
    }

    private static EngineOptions delays(
            double dt, LossSpec loss, long seed, ParameterSpec delay, ConnectivitySpec connectivity) {
        Networks net = new Networks(dt, 60, seed);
        Population input = net.population("input", new NeuronSpec.Input(), 20);
        Population hidden = net.population("hidden", new NeuronSpec.Lif(20, 1, 0), 30);
        Population output = net.population("output", readout(loss, ParameterSpec.fixed(20)), 3);
        return net.connect(input, hidden, FIVE_MS, connectivity, delay, 0.5, 0.25)
                .connect(hidden, hidden, FIVE_MS, DENSE, delay, 0, 0.05)
                .connect(hidden, output, FIVE_MS, connectivity, delay, 0.35, 0.15)
                .options(loss, 1);
    }

    private static EngineOptions taus(
            double dt, LossSpec loss, long seed, ParameterSpec tauMem, ParameterSpec tauSyn, double refractory) {
        Networks net = new Networks(dt, 60, seed);
        Population input = net.population("input", new NeuronSpec.Input(), 20);
        Population hidden = net.population("hidden", new NeuronSpec.Lif(tauMem, 1, -0.2, refractory), 30);
        Population output = net.population("output", readout(loss, tauMem), 3);
        return net.connect(input, hidden, tauSyn, DENSE, NO_DELAY, 0.4, 0.25)
                .connect(hidden, hidden, FIVE_MS, DENSE, NO_DELAY, 0, 0.05)
                .connect(hidden, output, tauSyn, DENSE, NO_DELAY, 0.3, 0.15)
                .options(loss, CLAMPED, Map.of(), 1);
    }

    /** Several connections of a pair, each with something else. */
    private static EngineOptions everything(double dt, LossSpec loss, long seed) {
        Networks net = new Networks(dt, 60, seed);
        Population input = net.population("input", new NeuronSpec.Input(), 20);
        Population hidden = net.population("hidden", new NeuronSpec.Lif(Networks.drawn(15, 25, true), 1, -0.1, 2), 30);
        Population output = net.population("output", readout(loss, Networks.drawn(15, 25, true)), 3);
        return net.connect(input, hidden, Networks.drawn(4, 8, true), SPARSE, Networks.drawn(1, 9, true), 0.5, 0.25)
                .connect(input, hidden, FIVE_MS, DENSE, ParameterSpec.fixed(6), 0.1, 0.1)
                .connect(hidden, hidden, FIVE_MS, DENSE, Networks.drawn(1, 4, true), 0, 0.05)
                .connect(hidden, output, Networks.drawn(4, 8, true), DENSE, ParameterSpec.fixed(3), 0.3, 0.15)
                .connect(hidden, output, FIVE_MS, SPARSE, NO_DELAY, 0.1, 0.1)
                .options(loss, CLAMPED, Map.of(), 1);
    }

    private static NeuronSpec readout(LossSpec loss, ParameterSpec tauMem) {
        return loss instanceof LossSpec.OfVoltages ? new NeuronSpec.Li(tauMem) : new NeuronSpec.Lif(tauMem, 1, 0, 0);
    }

    private static Result run(Engine engine, Networks.Written data) {
        try (engine) {
            BatchOutcome outcome = engine.forward(new Batch(data, data.all()));
            engine.backward(outcome.counts());
            Map<String, double[]> gradients = engine.gradients().stream()
                    .collect(Collectors.groupingBy(
                            t -> t.name().substring(t.name().lastIndexOf('.') + 1),
                            Collectors.flatMapping(
                                    t -> values(t).boxed(),
                                    Collectors.collectingAndThen(
                                            Collectors.toList(),
                                            list -> list.stream()
                                                    .mapToDouble(x -> x)
                                                    .toArray()))));
            return new Result(outcome.loss(), outcome.spikes(), gradients);
        }
    }

    private static DoubleStream values(Tensor tensor) {
        return switch (tensor) {
            case Tensor.F32 t -> IntStream.range(0, t.values().length).mapToDouble(k -> t.values()[k]);
            case Tensor.F64 t -> Arrays.stream(t.values());
        };
    }

    private static double relativeError(double[] actual, double[] exact) {
        double error = 0;
        double norm = 0;
        for (int k = 0; k < exact.length; k++) {
            error += (actual[k] - exact[k]) * (actual[k] - exact[k]);
            norm += exact[k] * exact[k];
        }
        return Math.sqrt(error / norm);
    }

    private static double[] medians(List<double[]> errors) {
        double[] medians = new double[DT.length];
        for (int k = 0; k < DT.length; k++) {
            int column = k;
            double[] sorted =
                    errors.stream().mapToDouble(e -> e[column]).sorted().toArray();
            medians[k] = sorted[sorted.length / 2];
        }
        return medians;
    }
}
