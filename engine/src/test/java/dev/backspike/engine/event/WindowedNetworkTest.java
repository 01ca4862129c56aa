package dev.backspike.engine.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.Extent;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.common.spec.Shape;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.equations.EquationsEngine;
import dev.backspike.engine.inspection.GradientReport;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.InitialState;
import dev.backspike.engine.network.Initialisers;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Synapses;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolutions and pooling, whose synapses share weights, against their definition and central differences. */
class WindowedNetworkTest {

    private static final LossSpec FIRST_SPIKE = new LossSpec.FirstSpike(2, 6.4, 0.003, 0);
    private static final LossSpec SUM_VOLTAGE = new LossSpec.SumVoltage();
    private static final ParameterSpec NONE = ParameterSpec.fixed(0);
    private static final ParameterSpec FIVE = ParameterSpec.fixed(5);
    private static final ConnectivitySpec DENSE = new ConnectivitySpec.Dense();

    private static ConnectivitySpec.Conv2d conv(int kernel, int stride, int padding, int dilation, int groups) {
        return new ConnectivitySpec.Conv2d(square(kernel), square(stride), square(padding), square(dilation), groups);
    }

    private static Extent square(int side) {
        return new Extent(side, side);
    }

    static Stream<Arguments> networks() {
        ParameterSpec learnt = new ParameterSpec(new InitialiserSpec.Uniform(4, 7), true, 1, 1, 100);
        Stream.Builder<Arguments> cases = Stream.builder();
        for (LossSpec loss : List.of(FIRST_SPIKE, SUM_VOLTAGE)) {
            cases.add(Arguments.of("plain", loss, network(loss, conv(3, 1, 0, 1, 1), FIVE, NONE)));
            cases.add(Arguments.of("stride", loss, network(loss, conv(2, 2, 1, 1, 1), FIVE, NONE)));
            cases.add(Arguments.of("padding, groups", loss, network(loss, conv(3, 1, 1, 1, 2), FIVE, NONE)));
            cases.add(Arguments.of("dilation", loss, network(loss, conv(2, 1, 0, 3, 1), FIVE, NONE)));
            cases.add(Arguments.of("delay", loss, network(loss, conv(3, 1, 0, 1, 1), FIVE, ParameterSpec.fixed(3))));
            cases.add(Arguments.of("learnt tauSyn", loss, network(loss, conv(3, 1, 0, 1, 2), learnt, NONE)));
        }
        return cases.build();
    }

    /** Input, a convolution, sums of 2 x 2 places, and a recurrent convolution of the hidden neurons. */
    private static TestNetwork network(
            LossSpec loss, ConnectivitySpec.Conv2d conv, ParameterSpec tauSyn, ParameterSpec delay) {
        Shape input = new Shape(5, 5, 2);
        Shape hidden = new Shape(conv.window().rows(input), conv.window().columns(input), 4);
        ConnectivitySpec.SumPool2d pool = new ConnectivitySpec.SumPool2d(square(2), square(1), square(0), square(1));
        Shape pooled = new Shape(pool.window().rows(hidden), pool.window().columns(hidden), 4);
        NeuronSpec lif = new NeuronSpec.Lif(20, 1, 0);
        double mean = 11.0 * conv.groups() / conv.window().area();
        return new TestNetwork(40, 5)
                .population("input", new NeuronSpec.Input(), input)
                .population("hidden", lif, hidden)
                .population("pooled", lif, pooled)
                .population("output", loss instanceof LossSpec.OfSpikes ? lif : new NeuronSpec.Li(20), 3)
                .connect("input", "hidden", tauSyn, conv, delay, mean, 0.4 * mean)
                .connect("hidden", "hidden", FIVE, conv(3, 1, 1, 1, 1), ParameterSpec.fixed(1), -0.02, 0.1)
                .connect("hidden", "pooled", FIVE, pool, delay, 2.5, 0)
                .connect("pooled", "output", FIVE, DENSE, NONE, 0.6, 0.3);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("networks")
    void gradientsEqualCentralDifferences(String name, LossSpec loss, TestNetwork network) {
        for (Function<EngineOptions, ExactEngine> engine :
                List.<Function<EngineOptions, ExactEngine>>of(EventEngine::create, EquationsEngine::create)) {
            EngineOptions options = network.options(loss, 1);
            Batch batch = TestNetwork.randomTrials(2, 50, 3, 25, 7);
            long[] spikes;
            try (ExactEngine made = engine.apply(options)) {
                spikes = made.forward(batch).spikes();
            }
            GradientReport result = new GradientReport(2, GradientCheck.run(engine, options, batch, 20, 1), 0);
            System.out.printf(
                    "%s, %s: %.1e of %d, %d skipped%n",
                    name, loss.type(), result.largestError(), result.compared(), result.skipped());
            assertThat(spikes[1]).as("hidden spikes").isGreaterThan(20);
            assertThat(spikes[2]).as("pooled spikes").isGreaterThan(5);
            assertThat(result.largestError())
                    .as("%s", result.arrays())
                    .isPositive()
                    .isLessThan(1e-6);
            assertThat(result.compared()).isGreaterThan(4 * result.skipped());
            // The weight of the pooling is not learnt.
            assertThat(result.arrays()).extracting(GradientError::name).doesNotContain("hidden->pooled.weight");
        }
    }

    /** The definition: out[y][x][o] = sum of w[o][i][ky][kx] in[y s - p + ky d][x s - p + kx d][i]. */
    @ParameterizedTest
    @MethodSource("convolutions")
    void aConvolutionIsADenseConnectionWithTiedWeights(int kernel, int stride, int padding, int dilation, int groups) {
        ConnectivitySpec.Conv2d conv = conv(kernel, stride, padding, dilation, groups);
        Shape in = new Shape(6, 7, 4);
        Shape out = new Shape(conv.window().rows(in), conv.window().columns(in), 6);
        NeuronSpec lif = new NeuronSpec.Lif(20, 1, 0);
        TestNetwork shared = new TestNetwork(40, 3)
                .population("input", new NeuronSpec.Input(), in)
                .population("hidden", lif, out)
                .li("output", 20, 3)
                .connect("input", "hidden", FIVE, conv, NONE, 11.0 * groups / (2 * kernel * kernel), 1)
                .connect("hidden", "output", FIVE, DENSE, NONE, 0.3, 0.3);
        EngineOptions options = shared.options(SUM_VOLTAGE, 1);
        double[] weights = options.initial().parameters().getFirst().values();
        int[] tied = tied(conv, in, out);
        double[] dense = new double[tied.length];
        Arrays.setAll(dense, k -> tied[k] < 0 ? 0 : weights[tied[k]]);
        EngineOptions plain = new TestNetwork(40, 3)
                .input((int) in.size())
                .lif("hidden", 20, (int) out.size())
                .li("output", 20, 3)
                .connect("input", "hidden", 5, dense)
                .connect(
                        "hidden",
                        "output",
                        5,
                        options.initial().parameters().get(1).values())
                .options(SUM_VOLTAGE, 1);
        Batch batch = TestNetwork.randomTrials(3, (int) in.size(), 3, 25, 7);
        try (EventEngine found = EventEngine.create(options);
                EventEngine expected = EventEngine.create(plain)) {
            BatchOutcome of = found.forward(batch);
            BatchOutcome ofDense = expected.forward(batch);
            assertThat(ofDense.spikes()[1]).isGreaterThan(20);
            assertThat(of.spikes()).isEqualTo(ofDense.spikes());
            assertThat(of.loss()).isCloseTo(ofDense.loss(), within(1e-12));
            found.backward(of.counts());
            expected.backward(ofDense.counts());
            double[] sums = new double[weights.length];
            for (int k = 0; k < tied.length; k++) {
                if (tied[k] >= 0) {
                    sums[tied[k]] += expected.gradientArrays()[0][k];
                }
            }
            for (int k = 0; k < sums.length; k++) {
                assertThat(found.gradientArrays()[0][k]).isCloseTo(sums[k], within(1e-12));
            }
        }
    }

    static Stream<Arguments> convolutions() {
        return Stream.of(
                Arguments.of(3, 1, 0, 1, 1),
                Arguments.of(3, 2, 1, 1, 2),
                Arguments.of(2, 3, 2, 2, 1),
                Arguments.of(1, 1, 0, 1, 2),
                Arguments.of(5, 1, 2, 1, 1));
    }

    /** The index of the weight between two neurons; -1 if there is no synapse. */
    private static int[] tied(ConnectivitySpec.Conv2d conv, Shape in, Shape out) {
        int[] tied = new int[(int) (in.size() * out.size())];
        Arrays.fill(tied, -1);
        int kernel = conv.window().kernel().height();
        int stride = conv.window().stride().height();
        int padding = conv.window().padding().height();
        int dilation = conv.window().dilation().height();
        int incoming = in.channels() / conv.groups();
        int outgoing = out.channels() / conv.groups();
        for (int row = 0; row < out.height(); row++) {
            for (int column = 0; column < out.width(); column++) {
                for (int o = 0; o < out.channels(); o++) {
                    for (int i = 0; i < incoming; i++) {
                        for (int ky = 0; ky < kernel; ky++) {
                            for (int kx = 0; kx < kernel; kx++) {
                                int y = row * stride - padding + ky * dilation;
                                int x = column * stride - padding + kx * dilation;
                                if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
                                    int from = (y * in.width() + x) * in.channels() + o / outgoing * incoming + i;
                                    int to = (row * out.width() + column) * out.channels() + o;
                                    tied[from * (int) out.size() + to] =
                                            ((o * incoming + i) * kernel + ky) * kernel + kx;
                                }
                            }
                        }
                    }
                }
            }
        }
        return tied;
    }

    @Test
    void averagePoolingDividesByThePlacesOfTheWindow() {
        Population in = new Population(0, "input", new NeuronSpec.Input(), 32, new Shape(4, 4, 2));
        Population out = new Population(1, "output", new NeuronSpec.Li(20), 8, new Shape(2, 2, 2));
        Connection pool = new Connection(
                0,
                "input->output",
                in,
                out,
                FIVE,
                new InitialiserSpec.Constant(2),
                new ConnectivitySpec.AveragePool2d(square(2), square(2), square(0), square(1)),
                NONE);
        Network network = new Network(1, 40, List.of(in, out), List.of(pool), in, out);
        InitialState initial = Initialisers.draw(network, 1);
        assertThat(initial.parameters().getFirst().values()).containsExactly(0.5);
        Synapses synapses = initial.synapses().getFirst();
        assertThat(synapses.count()).isEqualTo(32);
        for (int neuron = 0; neuron < 32; neuron++) {
            int y = neuron / 8;
            int x = neuron / 2 % 4;
            assertThat(synapses.end(neuron) - synapses.begin(neuron)).isEqualTo(1);
            assertThat(synapses.target(neuron, synapses.begin(neuron))).isEqualTo((y / 2 * 2 + x / 2) * 2 + neuron % 2);
        }
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        TestNetwork network = network(SUM_VOLTAGE, conv(3, 1, 1, 1, 2), FIVE, NONE);
        Batch batch = TestNetwork.randomTrials(9, 50, 3, 25, 7);
        double[][] first = null;
        for (int threads = 1; threads <= 3; threads++) {
            try (EventEngine engine = EventEngine.create(network.options(SUM_VOLTAGE, threads))) {
                engine.backward(engine.forward(batch).counts());
                double[][] gradients = engine.gradientArrays();
                first = first == null
                        ? Arrays.stream(gradients).map(double[]::clone).toArray(double[][]::new)
                        : first;
                assertThat(gradients).isDeepEqualTo(first);
            }
        }
    }
}
