package dev.backspike.engine.cuda.source;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.plan.LossEntry;
import dev.backspike.engine.plan.Slice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The entries that templates have for each population. */
final class PopulationText {

    private final DeviceLayout layout;
    private final EngineOptions options;
    private final int threads;
    private final List<Population> stepped;
    private final ChannelText channels;
    private final SharedMemory forward;
    private final SharedMemory adjoint;
    private final Population readout;

    /** @param stepped populations that the phases take step by step */
    PopulationText(
            DeviceLayout layout,
            EngineOptions options,
            int threads,
            List<Population> stepped,
            ChannelText channels,
            SharedMemory forward,
            SharedMemory adjoint) {
        this.layout = layout;
        this.options = options;
        this.threads = threads;
        this.stepped = stepped;
        this.channels = channels;
        this.forward = forward;
        this.adjoint = adjoint;
        readout = layout.network.readout();
    }

    void putInto(Map<String, Object> all) {
        List<Map<String, Object>> texts = stepped.stream().map(this::population).toList();
        all.put("stepped", texts);
        if (stepped.contains(readout)) {
            all.put("readout", texts.get(stepped.indexOf(readout)));
        }
        List<Population> idle =
                layout.lifs.stream().filter(p -> !stepped.contains(p)).toList();
        all.put("idle", idle.stream().map(this::emitting).toList());
        all.put("directInputs", channels.sources().outgoing(layout.network.input(), true));
        all.put(
                "directIdle",
                idle.stream()
                        .flatMap(p -> channels.sources().outgoing(p, true).stream())
                        .toList());
        List<String> spikes = stepped.stream()
                .filter(Population::spiking)
                .map(p -> "from" + p.index() + " < to" + p.index())
                .toList();
        all.put("anySpikes", spikes.isEmpty() ? "false" : String.join(" || ", spikes));
        double smallestSlope = options.gradients().smallestSlope();
        all.put("clamps", smallestSlope > 0);
        all.put("smallestSlope", (float) smallestSlope);
    }

    private Map<String, Object> population(Population p) {
        Map<String, Object> values = emitting(p);
        List<Channel> currents = layout.stepped(p);
        int stride = DeviceLayout.padded(p.size());
        values.put("id", p.index());
        values.put("name", p.name().replaceAll("[^A-Za-z0-9_-]", "_"));
        values.put("stride", stride);
        values.put("per", Math.ceilDiv(stride, threads));
        values.put("lif", p.spiking());
        values.put("li", !p.spiking());
        values.put("refractory", layout.grid.refractory(p) > 0);
        values.put("neverRefractory", layout.grid.refractory(p) == 0);
        values.put("refractorySteps", layout.grid.refractory(p));
        values.put("lambdaVAt", adjoint.take(stride, Float.BYTES));
        values.put("channels", currents.stream().map(channels::of).toList());
        constants(p, currents.getFirst(), values);
        reads(p, values);
        if (p.neuron() instanceof NeuronSpec.Lif lif) {
            spiking(p, lif, values);
        }
        return values;
    }

    private void constants(Population p, Channel first, Map<String, Object> values) {
        double duration = layout.network.duration();
        boolean learns = layout.plan.learnsTauMem(p)
                || layout.stepped(p).stream().anyMatch(c -> layout.plan.learnsTauSyn(c.current()));
        Slice learnt = layout.slices.learnt(Kind.TAU_MEM, p.index());
        values.put("individualTaus", first.individualTaus());
        values.put("constants", first.constants());
        values.put("learnsTaus", learns);
        values.put("learnsTauMem", learnt != null);
        values.put("tauMemAt", learnt == null ? 0 : learnt.base() - layout.slices.tauBase());
        values.put("resetsTaus", learnt != null && p.spiking());
        if (first.individualTaus()) {
            int stride = first.stride();
            int table = Math.multiplyExact(layout.steps, stride);
            String tauMem = "constants[" + first.constants() + " + TAU_MEM * " + stride + " + j]";
            values.put("a", "a[r]");
            values.put("tauMem", tauMem);
            values.put("tauMemByT", tauMem + " / (float) " + duration);
            values.put("driveV", "drives[(size_t) n * " + stride + " + j]");
            values.put("driveVByTauMem", "drives[" + table + " + (size_t) n * " + stride + " + j]");
        } else {
            values.put("a", (float) first.form().a() + "f");
            values.put("tauMem", (float) first.form().tauMem() + "f");
            values.put("tauMemByT", (float) (first.form().tauMem() / duration) + "f");
            values.put("driveV", "drives[n]");
        }
    }

    private void reads(Population p, Map<String, Object> values) {
        LossEntry entry = layout.plan.entry();
        boolean reads = p.equals(readout);
        values.put("driven", reads && layout.averages);
        values.put("readsFirstSpike", reads && entry instanceof LossEntry.FirstSpikes);
        values.put("readsLargest", reads && entry instanceof LossEntry.LargestVoltages);
        values.put("readsPoints", reads && entry instanceof LossEntry.GridVoltages);
    }

    private void spiking(Population p, NeuronSpec.Lif lif, Map<String, Object> values) {
        int words = Math.ceilDiv(p.size(), KernelSource.WARP);
        int stride = DeviceLayout.padded(p.size());
        values.put("theta", (float) lif.vThresh());
        values.put("thetaExact", lif.vThresh());
        values.put("reset", (float) lif.vReset());
        values.put("height", (float) (lif.vThresh() - lif.vReset()));
        values.put("words", words);
        values.put("unrollWords", Math.min(words, KernelSource.WARP));
        values.put("listAt", forward.take(p.size(), Integer.BYTES));
        values.put("maskAt", forward.take(2 * words, Integer.BYTES));
        values.put("cursorAt", adjoint.take(p.size(), Integer.BYTES));
        values.put("releaseAt", layout.grid.refractory(p) > 0 ? adjoint.take(stride, Integer.BYTES) : 0);
        values.put("crossedAt", layout.plan.learnsTauMem(p) ? adjoint.take(stride, Integer.BYTES) : 0);
        values.put("regularised", options.regularisation().containsKey(p.name()));
        values.put("outgoing", channels.sources().outgoing(p, false));
        values.put("directs", channels.sources().outgoing(p, true));
    }

    /** The entries of a population that computes its spikes, or that never spikes. */
    private Map<String, Object> emitting(Population p) {
        Map<String, Object> values = new HashMap<>();
        values.put("size", p.size());
        if (p.spiking()) {
            values.put("lifIndex", layout.lifs.indexOf(p));
            values.put("neuronBase", layout.neuronBase(p));
            values.put("rowBase", layout.neuronBase(p) + layout.lifs.indexOf(p));
        }
        return values;
    }
}
