package dev.backspike.engine.cuda.source;

import dev.backspike.engine.network.InitialState;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.plan.Slice;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The entries that templates have for each current that is stepped. */
final class ChannelText {

    private final DeviceLayout layout;
    private final InitialState initial;
    private final int threads;
    private final SharedMemory adjoint;
    private final SourceText sources;
    private final Map<Channel, Map<String, Object>> written = new LinkedHashMap<>();
    private int gatherBlocks;
    private int derived;
    private int ring;

    ChannelText(DeviceLayout layout, InitialState initial, int threads, SharedMemory adjoint) {
        this.layout = layout;
        this.initial = initial;
        this.threads = threads;
        this.adjoint = adjoint;
        sources = new SourceText(layout, adjoint);
    }

    Map<String, Object> of(Channel channel) {
        return Objects.requireNonNull(written.get(channel));
    }

    SourceText sources() {
        return sources;
    }

    int gatherBlocks() {
        return gatherBlocks;
    }

    int derived() {
        return derived;
    }

    int ring() {
        return ring;
    }

    void putInto(Map<String, Object> all) {
        List<Channel> stepped =
                layout.channels.stream().filter(c -> !c.direct()).toList();
        stepped.forEach(c -> written.put(c, channel(c)));
        all.put("channels", texts(stepped));
        List<Channel> late =
                stepped.stream().filter(c -> c.current().individualDelays()).toList();
        List<Channel> learning = stepped.stream()
                .filter(c -> layout.plan.learnsTauMem(c.target()) || layout.plan.learnsTauSyn(c.current()))
                .toList();
        all.put("late", !late.isEmpty());
        all.put("lateChannels", texts(late));
        all.put(
                "arrivals",
                texts(learning.stream()
                        .filter(c -> !c.current().individualDelays())
                        .toList()));
        all.put(
                "lateArrivals",
                texts(learning.stream()
                        .filter(c -> c.current().individualDelays())
                        .toList()));
        all.put(
                "individualChannels",
                texts(stepped.stream().filter(Channel::individualTaus).toList()));
        all.put("ringFloats", ring);
        all.put("sparse", layout.direct().stream().anyMatch(this::sparse));
        blocksBesides(all);
        derived(late, stepped);
    }

    private void blocksBesides(Map<String, Object> all) {
        int threadsOfGather = KernelSource.GATHER_WARPS * KernelSource.WARP;
        int elements = layout.directRows()
                * DeviceLayout.padded(layout.network.readout().size());
        int directBlocks = Math.ceilDiv(elements, threadsOfGather);
        all.put("directBlocks", directBlocks);
        gatherBlocks += directBlocks + Math.ceilDiv(layout.slices.taus(), threadsOfGather);
    }

    private void derived(List<Channel> late, List<Channel> stepped) {
        for (Channel c : late) {
            derived = Math.addExact(derived, c.rows() * c.stride());
        }
        for (Channel c : stepped) {
            derived += c.individualTaus() ? c.stride() : 0;
        }
        Population readout = layout.network.readout();
        if (layout.averages && layout.plan.individualTaus(readout)) {
            derived = Math.addExact(derived, Math.multiplyExact(layout.steps, DeviceLayout.padded(readout.size())));
        }
    }

    private List<Map<String, Object>> texts(List<Channel> channels) {
        return channels.stream().map(this::of).toList();
    }

    private Map<String, Object> channel(Channel c) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", c.id());
        values.put("target", c.target().index());
        values.put("size", c.target().size());
        values.put("per", Math.ceilDiv(c.stride(), threads));
        values.put("stride", c.stride());
        values.put("rows", c.rows());
        values.put("weightBase", c.weightBase());
        values.put("traceBase", c.traceBase());
        values.put("keepsDiff", c.keepsDiff());
        values.put("diffBase", c.diffBase());
        values.put("keepsMem", c.memBase() >= 0);
        values.put("memBase", c.memBase());
        values.put("keepsSyn", c.synBase() >= 0);
        values.put("synBase", c.synBase());
        values.put("learnsTauMem", layout.plan.learnsTauMem(c.target()));
        values.put("rowOfZeros", c.gridRows() > layout.steps + 1);
        values.put("diffAt", adjoint.take(c.stride(), Float.BYTES));
        values.put("sparse", sparse(c));
        delays(c, values);
        constants(c, values);
        drive(c, values);
        gather(c, values);
        values.put(
                "sources", c.sources().stream().map(s -> sources.source(c, s)).toList());
        return values;
    }

    private boolean sparse(Channel c) {
        return c.sources().stream()
                .anyMatch(s -> !initial.synapses().get(s.connection().index()).dense());
    }

    private void delays(Channel c, Map<String, Object> values) {
        int connection = c.current().first().index();
        values.put("late", c.current().individualDelays());
        values.put("together", !c.current().individualDelays());
        values.put("gridBase", c.gridBase());
        values.put(
                "learnsDelays", c.current().individualDelays() && layout.slices.learnt(Kind.DELAY, connection) != null);
        if (c.current().individualDelays()) {
            int span = layout.span(c);
            values.put("elements", c.rows() * c.stride());
            values.put(
                    "delayBase",
                    Objects.requireNonNull(layout.slices.of(Kind.DELAY, connection))
                            .base());
            values.put("span", span);
            values.put("ringBase", ring);
            values.put("ringSize", Math.multiplyExact(span, c.stride()));
            ring = Math.addExact(ring, Math.multiplyExact(span, c.stride()));
        }
    }

    private void constants(Channel c, Map<String, Object> values) {
        values.put("individualTaus", c.individualTaus());
        values.put("sharedTau", !c.individualTaus());
        values.put("constants", c.constants());
        Slice learnt = layout.slices.learnt(Kind.TAU_SYN, c.current().first().index());
        values.put("learnsTauSyn", learnt != null);
        values.put("tauSynAt", learnt == null ? 0 : learnt.base() - layout.slices.tauBase());
        if (c.individualTaus()) {
            values.put("b", "b" + c.id() + "[r]");
            values.put("kappa", "kappa" + c.id() + "[r]");
            values.put("g", "g" + c.id() + "[r]");
            values.put("tauMemOf", ofParameter(Kind.TAU_MEM, c.target().index(), c, "n"));
            values.put("tauSynOf", ofParameter(Kind.TAU_SYN, c.current().first().index(), c, "n"));
            values.put("tauMemOfJ", ofParameter(Kind.TAU_MEM, c.target().index(), c, "j"));
            values.put(
                    "tauSynOfJ", ofParameter(Kind.TAU_SYN, c.current().first().index(), c, "j"));
        } else {
            values.put("b", (float) c.form().b() + "f");
            values.put("kappa", (float) c.form().kappa() + "f");
            values.put("g", (float) c.form().g() + "f");
            values.put("tauSynDouble", c.form().tauSyn());
        }
    }

    /** A time constant of neuron {@code j}, in ms. */
    private String ofParameter(Kind kind, int owner, Channel c, String j) {
        Slice slice = layout.slices.of(kind, owner);
        if (slice != null) {
            return "(double) values[" + slice.base() + " + " + j + "]";
        }
        return kind == Kind.TAU_MEM
                ? String.valueOf(c.target().tauMem().value())
                : String.valueOf(
                        layout.network.connections().get(owner).tauSyn().value());
    }

    /** How averaged voltages of the readout take in this current: {@link DeviceLayout#drives}. */
    private void drive(Channel c, Map<String, Object> values) {
        List<Channel> currents = layout.stepped(c.target());
        int index = currents.indexOf(c);
        double duration = layout.network.duration();
        if (c.individualTaus()) {
            int table = Math.multiplyExact(layout.steps, c.stride());
            int base = table * (2 + 3 * index);
            String at = " + (size_t) n * " + c.stride() + " + j]";
            values.put("firstOfReadout", index == 0);
            values.put("driveBase", base);
            values.put("driveI", "drives[" + base + at);
            values.put("driveIByTauMem", "drives[" + (base + table) + at);
            values.put("driveIByTauSyn", "drives[" + (base + 2 * table) + at);
            values.put(
                    "tauSynByT",
                    "constants[" + c.constants() + " + TAU_SYN * " + c.stride() + " + j] / (float) " + duration);
        } else {
            values.put("driveI", "drives[" + layout.steps * (1 + index) + " + n]");
            values.put("tauSynByT", (float) (c.form().tauSyn() / duration) + "f");
        }
    }

    private void gather(Channel c, Map<String, Object> values) {
        // That a lane sums: four where rows are long, which a lane reads at once.
        int columns = c.stride() >= 4 * KernelSource.WARP ? 4 : 1;
        int tiles = Math.ceilDiv(c.stride(), columns * KernelSource.WARP);
        int blocks = Math.ceilDiv(c.rows(), KernelSource.GATHER_WARPS) * tiles;
        values.put("columns", columns);
        values.put("tileWidth", columns * KernelSource.WARP);
        values.put("tiles", tiles);
        values.put("gatherBlocks", blocks);
        gatherBlocks += blocks;
    }
}
