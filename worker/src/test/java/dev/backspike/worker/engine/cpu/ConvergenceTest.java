package dev.backspike.worker.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.worker.engine.Batch;
import dev.backspike.worker.engine.BatchOutcome;
import dev.backspike.worker.engine.Engine;
import dev.backspike.worker.engine.EngineOptions;
import dev.backspike.worker.engine.event.EventEngine;
import dev.backspike.worker.network.Population;
import dev.backspike.worker.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As dt shrinks, the clock-driven engine converges to the exact one. */
class ConvergenceTest {

    private static final double[] DT = {1, 0.1, 0.01};
    private static final int NETWORKS = 40;

    static List<LossSpec> losses() {
        return List.of(
                new LossSpec.SumVoltage(),
                new LossSpec.SumVoltage(LossSpec.Profile.EXPONENTIAL),
                new LossSpec.SumVoltage(LossSpec.Profile.LINEAR),
                new LossSpec.FirstSpike(0.5, 6.4, 0.003, 1),
                new LossSpec.SpikeTimeMse(10, 30, 5, 1),
                new LossSpec.MaxVoltage(0),
                new LossSpec.MeanCrossEntropy(0),
                new LossSpec.VoltageMse(1, 0));
    }

    /** Loss, spike counts and all gradients of a run. */
    private record Result(double loss, long[] spikes, double[] gradient) {}

    @ParameterizedTest
    @MethodSource("losses")
    void lossAndGradientOfRecurrentNetworksConvergeToTheExactEngine(LossSpec loss) {
        List<double[]> lossErrors = new ArrayList<>();
        List<double[]> gradientErrors = new ArrayList<>();
        for (int seed = 0; seed < NETWORKS; seed++) {
            Networks.Written data = Networks.randomSpikes(1, 20, 3, 20, 30, 100 + seed);
            double[] lossError = new double[DT.length];
            double[] gradientError = new double[DT.length];
            boolean sameSpikes = true;
            for (int k = 0; k < DT.length; k++) {
                // dt has no effect on the exact engine's spikes, but says where some losses read voltages.
                Result exact = run(EventEngine.create(network(DT[k], loss, seed)), data);
                Result clock = run(CpuEngine.create(network(DT[k], loss, seed), new VectorKernels()), data);
                lossError[k] = Math.abs(clock.loss - exact.loss);
                gradientError[k] = relativeError(clock.gradient, exact.gradient);
                sameSpikes &= Arrays.equals(clock.spikes, exact.spikes);
            }
            // A spike more or less is a jump that no step size makes small.
            if (sameSpikes) {
                lossErrors.add(lossError);
                gradientErrors.add(gradientError);
            }
        }
        assertThat(gradientErrors)
                .as("networks with the same spikes at every dt")
                .hasSizeGreaterThan(NETWORKS / 3);
        double[] lossError = medians(lossErrors);
        double[] gradientError = medians(gradientErrors);
        for (int k = 0; k < DT.length; k++) {
            System.out.printf(
                    "%s, dt %5.2f ms: median error of the loss %.1e, of the gradient (relative) %.1e, %d networks%n",
                    loss.type(), DT[k], lossError[k], gradientError[k], gradientErrors.size());
        }
        for (int k = 1; k < DT.length; k++) {
            assertThat(lossError[k]).isLessThan(lossError[k - 1] / 2);
            assertThat(gradientError[k]).isLessThan(gradientError[k - 1] / 2);
        }
    }

    private static EngineOptions network(double dt, LossSpec loss, long seed) {
        Networks net = new Networks(dt, 60, seed);
        Population input = net.population("input", new NeuronSpec.Input(), 20);
        Population hidden = net.population("hidden", new NeuronSpec.Lif(20, 1, 0), 30);
        NeuronSpec readout = loss instanceof LossSpec.OfVoltages ? new NeuronSpec.Li(20) : new NeuronSpec.Lif(20, 1, 0);
        Population output = net.population("output", readout, 3);
        return net.connect(input, hidden, 5, 0.4, 0.25)
                .connect(hidden, hidden, 5, 0, 0.05)
                .connect(hidden, output, 5, 0.3, 0.15)
                .options(loss, 1);
    }

    private static Result run(Engine engine, Networks.Written data) {
        try (engine) {
            BatchOutcome outcome = engine.forward(new Batch(data, data.all()));
            engine.adjoint();
            engine.gather();
            double[] gradient = engine.gradients().stream()
                    .flatMapToDouble(ConvergenceTest::values)
                    .toArray();
            return new Result(outcome.loss(), outcome.spikes(), gradient);
        }
    }

    private static DoubleStream values(Tensor tensor) {
        return switch (tensor) {
            case Tensor.F32 t -> {
                double[] values = new double[t.values().length];
                Arrays.setAll(values, k -> t.values()[k]);
                yield Arrays.stream(values);
            }
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
