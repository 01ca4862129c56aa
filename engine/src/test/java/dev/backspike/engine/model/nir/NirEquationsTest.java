package dev.backspike.engine.model.nir;

import static dev.backspike.engine.model.nir.Jobs.CONNECTIONS;
import static dev.backspike.engine.model.nir.Jobs.POPULATIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.Engines;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.network.InitialState;
import dev.backspike.engine.network.Initialisers;
import dev.backspike.engine.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That an exported model means in NIR's equations what it means in ours, and an imported one in ours what in NIR's. */
class NirEquationsTest {

    /** s. */
    private static final double STEP = 2e-6;

    /**
     * The graph's equations are integrated here step by step, from their text in the NIR paper; ours are solved
     * exactly.
     */
    @ParameterizedTest
    @ValueSource(strings = {"", "'tauSyn': 5, -> 'tauSyn': 3,", "'to': 'hidden', -> 'to': 'hidden', 'delay': 2.5,"})
    void theGraphsOwnEquationsGiveOurSpikesAndOurLoss(String change) {
        String[] changed = (change.isEmpty() ? "x -> x" : change).split(" -> ", 2);
        JobSpec job = Jobs.job(POPULATIONS, CONNECTIONS.replaceFirst(changed[0], changed[1]));
        for (long seed = 1; seed <= 3; seed++) {
            NirGraph graph = NirFile.read(NirModel.write(job, Jobs.parameters(job, seed)));
            Network network = Network.of(job.network());
            requireSame(graph, job, network, Initialisers.draw(network, seed), seed, "hidden", "output");
        }
    }

    private static final String EDGES = "in w, w lif, lif r, r lif, lif v, v out:current, out:current out, out end";

    /** A network of 5 inputs, 8 hidden neurons and 3 readouts; what changes is named. */
    static final class Graph {
        private final Random random = new Random(7);
        private final Map<String, NirNode> nodes = new LinkedHashMap<>();
        private String edges = EDGES;

        Graph() {
            nodes.put("in", new NirNode.Input(5));
            nodes.put("w", new NirNode.Linear(matrix(8, 5, 0.5, 0.6)));
            nodes.put("lif", cuba(new double[] {1}, new double[] {0}, new double[] {0}));
            nodes.put("r", new NirNode.Linear(matrix(8, 8, 0, 0.3)));
            nodes.put("v", new NirNode.Linear(matrix(3, 8, 0, 1)));
            nodes.put("out:current", li(0.007, 0.007));
            nodes.put("out", li(0.012, 1));
            nodes.put("end", new NirNode.Output(3));
        }

        Graph put(String name, NirNode node) {
            nodes.put(name, node);
            return this;
        }

        Graph edges(String changed) {
            edges = changed;
            return this;
        }

        double[][] matrix(int rows, int columns, double mean, double sd) {
            double[][] matrix = new double[rows][columns];
            for (double[] row : matrix) {
                Arrays.setAll(row, _ -> mean + sd * random.nextGaussian());
            }
            return matrix;
        }

        static NirNode cuba(double[] threshold, double[] reset, double[] leak) {
            double[] tauSyn = {0.005};
            return new NirNode.Cuba(
                    tauSyn,
                    new double[] {0.02},
                    new double[] {2},
                    leak,
                    new double[] {0.0025},
                    new NirNode.Spiking(threshold, reset));
        }

        static NirNode li(double tau, double r) {
            return new NirNode.Plain(new double[] {tau}, new double[] {r}, new double[] {0}, null);
        }

        NirGraph graph() {
            List<NirGraph.Edge> list = new ArrayList<>();
            for (String edge : edges.split(", ", -1)) {
                String[] ends = edge.split(" ", 2);
                list.add(new NirGraph.Edge(ends[0], ends[1]));
            }
            return new NirGraph(nodes, list, Map.of());
        }
    }

    static Stream<Arguments> graphs() {
        double[] eight = {0.7, 0.8, 0.9, 1, 1.1, 1.2, 0.6, 0.5};
        return Stream.of(
                Arguments.of("plain", new Graph()),
                Arguments.of(
                        "thresholds that differ",
                        new Graph().put("lif", Graph.cuba(eight, new double[] {0}, new double[] {0}))),
                Arguments.of(
                        "a leak that is not 0",
                        new Graph().put("lif", Graph.cuba(new double[] {1.3}, new double[] {0.2}, new double[] {0.3}))),
                Arguments.of(
                        "a leak that differs",
                        new Graph()
                                .put(
                                        "lif",
                                        Graph.cuba(
                                                eight,
                                                new double[] {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1},
                                                new double[] {0.1}))),
                Arguments.of(
                        "two currents of one neuron",
                        new Graph()
                                .put("fast", Graph.li(0.003, 0.003))
                                .put("slow", Graph.li(0.009, 0.018))
                                .put(
                                        "lif",
                                        new NirNode.Plain(
                                                new double[] {0.02},
                                                new double[] {1},
                                                new double[] {0},
                                                new NirNode.Spiking(new double[] {1}, new double[] {0})))
                                .edges("in w, w fast, fast lif, lif r, r slow, slow lif, lif v, v out:current,"
                                        + " out:current out, out end")),
                Arguments.of(
                        "factors and delays around weights",
                        new Graph()
                                .put("before", new NirNode.Scale(new double[] {1, 2, 0.5, 1.5, 1}))
                                .put("late", new NirNode.Delay(new double[] {0.004}))
                                .put("after", new NirNode.Scale(eight))
                                .put("flat", new NirNode.Identity("Flatten"))
                                .edges(
                                        "in before, before flat, flat w, w late, late after, after lif, lif r, r lif, lif v,"
                                                + " v out:current, out:current out, out end")),
                Arguments.of(
                        "two inputs",
                        new Graph()
                                .put("in", new NirNode.Input(2))
                                .put("w", new NirNode.Linear(new Graph().matrix(8, 2, 0.5, 0.6)))
                                .put("in2", new NirNode.Input(1, 3))
                                .put("w2", new NirNode.Linear(new Graph().matrix(8, 3, 0.5, 0.6)))
                                .edges(
                                        "in w, w lif, in2 w2, w2 lif, lif r, r lif, lif v, v out:current, out:current out,"
                                                + " out end")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("graphs")
    void whatIsImportedSpikesAsTheGraphsOwnEquationsSay(String what, Graph shape) {
        NirGraph graph = shape.graph();
        NirModel.Imported model = new NirImport(graph, 0.5, 60, ModelUnits.OF_FORMAT, new NirProblems()).model();
        JobSpec any = Jobs.job(POPULATIONS, CONNECTIONS);
        Network network = Network.of(model.network());
        InitialState drawn = Initialisers.draw(network, 1);
        for (long seed = 1; seed <= 3; seed++) {
            requireSame(
                    graph, any, network, new InitialState(model.parameters(), drawn.synapses()), seed, "lif", "out");
        }
    }

    private static void requireSame(
            NirGraph graph,
            JobSpec job,
            Network network,
            InitialState state,
            long seed,
            String hidden,
            String readout) {
        SpikeTrain input = spikes(seed);
        EngineOptions options = new EngineOptions(network, job.training(), state, 1);
        try (Engine engine = Engines.withoutCuda().create(options, Solver.EVENT)) {
            BatchOutcome ours = engine.forward(new Batch(new OneTrial(input), new int[] {0}));
            NirSimulation theirs = new NirSimulation(graph, STEP);
            theirs.run(input, network.duration());

            assertThat(ours.spikes()[1]).isGreaterThan(3);
            assertThat(theirs.spikes(hidden)).isEqualTo(ours.spikes()[1]);
            double[] mean = theirs.meanVoltage(readout);
            double sum = 0;
            for (double v : mean) {
                sum += Math.exp(v - mean[1]);
            }
            assertThat(ours.loss()).isCloseTo(Math.log(sum), within(2e-3));
        }
    }

    private static SpikeTrain spikes(long seed) {
        Random random = new Random(seed);
        SpikeTrain train = new SpikeTrain();
        random.doubles(25, 0, 40).sorted().forEach(time -> train.add(time, random.nextInt(5)));
        return train;
    }

    /** Label 1. */
    private record OneTrial(SpikeTrain train) implements Dataset {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public int units() {
            return 5;
        }

        @Override
        public int classes() {
            return 3;
        }

        @Override
        public int label(int sample) {
            return 1;
        }

        @Override
        public long bytes(int sample) {
            return 0;
        }

        @Override
        public void read(int sample, SpikeTrain into) {
            into.clear();
            for (int k = 0; k < train.count; k++) {
                into.add(train.times[k], train.units[k]);
            }
        }
    }
}
