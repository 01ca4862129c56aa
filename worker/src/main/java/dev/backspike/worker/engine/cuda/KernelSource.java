package dev.backspike.worker.engine.cuda;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.worker.engine.EngineOptions;
import dev.backspike.worker.engine.cuda.Layout.Channel;
import dev.backspike.worker.engine.cuda.Layout.Source;
import dev.backspike.worker.loss.SilentPush;
import dev.backspike.worker.network.Population;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The kernels of one network, loss and optimiser: what the {@code .cu} files beside this class say, with the network's
 * numbers in place of names.
 *
 * @param text CUDA C++
 * @param threads of a block of forward and adjoint
 * @param forwardShared bytes of shared memory for a block; likewise {@code adjointShared}
 * @param gatherBlocks how many blocks gather has
 */
record KernelSource(String text, int threads, int forwardShared, int adjointShared, int gatherBlocks) {

    static final int GATHER_WARPS = 8;
    static final int OPTIMISER_THREADS = 256;

    private static final int WARP = 32;
    private static final int MOST_THREADS = 1024;
    /** Enough warps for several spikes of a step in the adjoint. */
    private static final int FEWEST_THREADS = 128;

    static KernelSource of(Layout layout, EngineOptions options) {
        return new Writing(layout, options).source();
    }

    private static final class Writing {

        private final Layout layout;
        private final EngineOptions options;
        private final LossSpec loss;
        private final Population readout;
        private final SilentPush push;
        private final int threads;
        private final SharedMemory forward = new SharedMemory();
        private final SharedMemory adjoint = new SharedMemory();
        private final Map<String, Object> all = new HashMap<>();
        private final List<Population> stepped;
        /** What templates know of each stepped channel. */
        private final Map<Channel, Map<String, Object>> written = new LinkedHashMap<>();

        private final int directBase;

        Writing(Layout layout, EngineOptions options) {
            this.layout = layout;
            this.options = options;
            loss = options.loss();
            readout = layout.network.readout();
            push = new SilentPush(loss, layout.network.duration());
            stepped = layout.network.populations().stream()
                    .filter(p -> !layout.stepped(p).isEmpty())
                    .toList();
            int largest = stepped.stream().mapToInt(Population::size).max().orElse(0);
            threads = Math.clamp(Layout.padded(largest), FEWEST_THREADS, MOST_THREADS);
            directBase = layout.direct().stream()
                    .mapToInt(Channel::weightBase)
                    .findFirst()
                    .orElse(0);
        }

        KernelSource source() {
            adjoint.take(threads / WARP + 1, Integer.BYTES);
            sizes();
            lossNumbers();
            layout.channels.stream().filter(c -> !c.direct()).forEach(c -> written.put(c, channel(c)));
            all.put("channels", List.copyOf(written.values()));
            all.put("stepped", stepped.stream().map(this::population).toList());
            all.put(
                    "idle",
                    layout.lifs.stream()
                            .filter(p -> !stepped.contains(p))
                            .map(this::spiking)
                            .toList());
            directInputs();
            optimiser();
            List<String> spikes = stepped.stream()
                    .filter(Population::spiking)
                    .map(p -> "from" + p.index() + " < to" + p.index())
                    .toList();
            all.put("anySpikes", spikes.isEmpty() ? "false" : String.join(" || ", spikes));
            int warps = threads / WARP;
            int numbers = readout.size() + Math.max(2 * readout.size(), warps);
            all.put("numbersAt", forward.take(numbers, Double.BYTES));
            all.put("driveAt", adjoint.take(readout.size(), Float.BYTES));
            all.put("forwardShared", forward.bytes());
            all.put("adjointShared", adjoint.bytes());
            StringBuilder text = new StringBuilder();
            for (String file :
                    List.of("prelude.cu", "loss.cu", "forward.cu", "adjoint.cu", "gather.cu", "optimiser.cu")) {
                text.append(Template.read(file).fill(all));
            }
            int gatherBlocks = layout.channels.stream()
                    .filter(c -> !c.direct())
                    .mapToInt(Writing::gatherBlocks)
                    .sum();
            int elements = directRows() * Layout.padded(readout.size());
            gatherBlocks += Math.ceilDiv(elements, GATHER_WARPS * WARP);
            return new KernelSource(text.toString(), threads, forward.bytes(), adjoint.bytes(), gatherBlocks);
        }

        private void sizes() {
            all.put("threads", threads);
            all.put("steps", layout.steps);
            all.put("dt", layout.network.dt());
            all.put("duration", layout.network.duration());
            all.put("lifs", layout.lifs.size());
            all.put("lifNeurons", layout.lifNeurons);
            all.put("inputs", layout.network.input().size());
            all.put("readouts", readout.size());
            all.put("traceFloats", layout.trace);
            all.put("direct", !layout.direct().isEmpty());
            all.put("directChannels", layout.direct().size());
            all.put("directRows", directRows());
            all.put("directBase", directBase);
            all.put("directStride", Layout.padded(readout.size()));
            double smallestSlope = options.gradients().smallestSlope();
            all.put("clamps", smallestSlope > 0);
            all.put("smallestSlope", (float) smallestSlope);
        }

        private int directRows() {
            return layout.direct().stream().mapToInt(Channel::rows).sum();
        }

        private void lossNumbers() {
            all.put("softmax", !(loss instanceof LossSpec.OfSpikes) && !(loss instanceof LossSpec.VoltageMse));
            all.put("squaredError", loss instanceof LossSpec.VoltageMse);
            all.put("firstSpike", loss instanceof LossSpec.FirstSpike);
            all.put("spikeTimeMse", loss instanceof LossSpec.SpikeTimeMse);
            all.put("spikeLoss", loss instanceof LossSpec.OfSpikes);
            all.put("largestLoss", loss instanceof LossSpec.MaxVoltage);
            all.put("pointLoss", points());
            all.put("readsGrid", loss instanceof LossSpec.OfSpikes || loss instanceof LossSpec.MaxVoltage);
            all.put("pushes", push.possible());
            all.put("labelPush", push.strength(0, 0));
            all.put("otherPush", push.strength(0, 1));
            switch (loss) {
                case LossSpec.FirstSpike s ->
                    all.putAll(Map.of("tau0", s.tau0(), "tau1", s.tau1(), "alpha", s.alpha()));
                case LossSpec.SpikeTimeMse s -> {
                    all.putAll(Map.of("labelTime", s.labelTime(), "otherTime", s.otherTime(), "tau", s.tau()));
                    all.put("sign", s.labelTime() <= s.otherTime() ? 1 : -1);
                }
                case LossSpec.SumVoltage s -> all.put("labelSmoothing", s.labelSmoothing());
                case LossSpec.MaxVoltage s -> all.put("labelSmoothing", s.labelSmoothing());
                case LossSpec.MeanCrossEntropy s -> all.put("labelSmoothing", s.labelSmoothing());
                case LossSpec.VoltageMse s -> {
                    all.putAll(Map.of("labelTarget", s.labelTarget(), "otherTarget", s.otherTarget()));
                    all.put("sign", s.labelTarget() >= s.otherTarget() ? 1 : -1);
                }
            }
        }

        private boolean points() {
            return loss instanceof LossSpec.MeanCrossEntropy || loss instanceof LossSpec.VoltageMse;
        }

        private Map<String, Object> channel(Channel c) {
            Map<String, Object> values = new HashMap<>();
            int columns = columns(c);
            values.put("id", c.id());
            values.put("stride", c.stride());
            values.put("weightBase", c.weightBase());
            values.put("traceBase", c.traceBase());
            values.put("tauSyn", c.form().tauSyn());
            values.put("b", (float) c.form().b());
            values.put("kappa", (float) c.form().kappa());
            values.put("g", (float) c.form().g());
            values.put("driveI", (float) c.form().driveI());
            values.put("columns", columns);
            values.put("tileWidth", columns * WARP);
            values.put("tiles", Math.ceilDiv(c.stride(), columns * WARP));
            values.put("gatherBlocks", gatherBlocks(c));
            values.put("diffAt", adjoint.take(c.stride(), Float.BYTES));
            double mean = c.form().tauSyn() * (float) c.form().driveI() / layout.network.duration();
            values.put("averageOfI", (float) mean);
            values.put("sources", c.sources().stream().map(s -> source(c, s)).toList());
            return values;
        }

        /** That a lane of gather sums: four where rows are long, which a lane reads at once. */
        private static int columns(Channel c) {
            return c.stride() >= 4 * WARP ? 4 : 1;
        }

        private static int gatherBlocks(Channel c) {
            return Math.ceilDiv(c.rows(), GATHER_WARPS) * Math.ceilDiv(c.stride(), columns(c) * WARP);
        }

        private Map<String, Object> source(Channel c, Source s) {
            Map<String, Object> values = new HashMap<>();
            Population from = s.population();
            values.put("population", from.index());
            values.put("weightBase", c.weightBase(s));
            values.put("firstRow", s.firstRow());
            values.put("endRow", s.firstRow() + from.size());
            values.put("input", from.neuron() instanceof NeuronSpec.Input);
            values.put("emits", from.spiking());
            values.put("spiking", from.spiking() && stepped.contains(from));
            if (from.spiking()) {
                values.put("lifIndex", layout.lifs.indexOf(from));
                values.put("rowBase", layout.neuronBase(from) + layout.lifs.indexOf(from));
            }
            return values;
        }

        private Map<String, Object> population(Population p) {
            Map<String, Object> values = spiking(p);
            List<Channel> channels = layout.stepped(p);
            boolean reads = p.equals(readout);
            values.put("id", p.index());
            values.put("name", p.name().replaceAll("[^A-Za-z0-9_-]", "_"));
            values.put("stride", Layout.padded(p.size()));
            values.put("per", Math.ceilDiv(Layout.padded(p.size()), threads));
            values.put("lif", p.spiking());
            values.put("tauMem", (float) channels.getFirst().form().tauMem());
            values.put("a", (float) channels.getFirst().form().a());
            values.put("driveV", (float) channels.getFirst().form().driveV());
            values.put("driven", reads && push.possible());
            values.put("readsFirstSpike", reads && loss instanceof LossSpec.OfSpikes);
            values.put("readsLargest", reads && loss instanceof LossSpec.MaxVoltage);
            values.put("readsPoints", reads && points());
            values.put("lambdaVAt", adjoint.take(Layout.padded(p.size()), Float.BYTES));
            values.put("channels", channels.stream().map(written::get).toList());
            if (reads) {
                double mean = channels.getFirst().form().tauMem()
                        * (float) channels.getFirst().form().driveV()
                        / layout.network.duration();
                all.put("averageOfV", (float) mean);
                all.put("readout", values);
            }
            if (p.neuron() instanceof NeuronSpec.Lif lif) {
                spiking(p, lif, values);
            }
            return values;
        }

        private void spiking(Population p, NeuronSpec.Lif lif, Map<String, Object> values) {
            int words = Math.ceilDiv(p.size(), WARP);
            values.put("theta", (float) lif.vThresh());
            values.put("thetaExact", lif.vThresh());
            values.put("reset", (float) lif.vReset());
            values.put("height", (float) (lif.vThresh() - lif.vReset()));
            values.put("words", words);
            values.put("unrollWords", Math.min(words, WARP));
            values.put("listAt", forward.take(p.size(), Integer.BYTES));
            values.put("maskAt", forward.take(2 * words, Integer.BYTES));
            values.put("cursorAt", adjoint.take(p.size(), Integer.BYTES));
            values.put("regularised", options.regularisation().containsKey(p.name()));
            values.put("outgoing", rowsOf(p, false));
            values.put("directs", rowsOf(p, true));
        }

        /** Of any population that emits spikes of its own. */
        private Map<String, Object> spiking(Population p) {
            Map<String, Object> values = new HashMap<>();
            values.put("size", p.size());
            if (p.spiking()) {
                values.put("lifIndex", layout.lifs.indexOf(p));
                values.put("neuronBase", layout.neuronBase(p));
                values.put("rowBase", layout.neuronBase(p) + layout.lifs.indexOf(p));
            }
            return values;
        }

        /** Where a population's spikes go, to direct channels or to stepped ones. */
        private List<Map<String, Object>> rowsOf(Population from, boolean direct) {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (Channel c : layout.channels) {
                for (Source s : c.sources()) {
                    if (c.direct() == direct && s.population().equals(from)) {
                        Map<String, Object> values = new HashMap<>();
                        values.put("channel", c.id());
                        values.put("stride", c.stride());
                        values.put("weightBase", c.weightBase(s));
                        values.put("neurons", from.size());
                        if (direct) {
                            values.put("index", layout.direct().indexOf(c));
                            values.put("row", (c.weightBase(s) - directBase) / c.stride());
                            values.put(
                                    "pushAt",
                                    from.spiking() && stepped.contains(from)
                                            ? adjoint.take(from.size(), Float.BYTES)
                                            : 0);
                        }
                        rows.add(values);
                    }
                }
            }
            return rows;
        }

        private void directInputs() {
            all.put("directInputs", rowsOf(layout.network.input(), true));
            all.put(
                    "directIdle",
                    layout.lifs.stream()
                            .filter(p -> !stepped.contains(p))
                            .flatMap(p -> rowsOf(p, true).stream())
                            .toList());
        }

        private void optimiser() {
            OptimiserSpec spec = options.optimiser();
            all.put("adam", spec instanceof OptimiserSpec.Adam || spec instanceof OptimiserSpec.AdamW);
            all.put("momentum", spec instanceof OptimiserSpec.Sgd sgd && sgd.momentum() != 0);
            all.put("plain", spec instanceof OptimiserSpec.Sgd sgd && sgd.momentum() == 0);
            switch (spec) {
                case OptimiserSpec.Adam a -> betas(a.beta1(), a.beta2(), a.epsilon());
                case OptimiserSpec.AdamW a -> betas(a.beta1(), a.beta2(), a.epsilon());
                case OptimiserSpec.Sgd sgd -> all.put("momentumFactor", (float) sgd.momentum());
            }
        }

        private void betas(double beta1, double beta2, double epsilon) {
            all.put("beta1", (float) beta1);
            all.put("newBeta1", (float) (1 - beta1));
            all.put("beta2", (float) beta2);
            all.put("newBeta2", (float) (1 - beta2));
            all.put("epsilon", (float) epsilon);
        }
    }
}
