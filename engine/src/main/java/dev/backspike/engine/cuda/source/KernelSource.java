package dev.backspike.engine.cuda.source;

import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.network.Population;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The kernels of one network, loss and optimiser: what the {@code .cu} files beside this class say, with the network's
 * numbers in place of names. {@link ChannelText}, {@link PopulationText}, {@link LossText} and {@link OptimiserText}
 * name those.
 *
 * @param text CUDA C++
 * @param threads of a block of forward and adjoint
 * @param forwardShared bytes of shared memory for a block; likewise {@code adjointShared}
 * @param gatherBlocks how many blocks gather has
 * @param derived how many elements derive has
 * @param ring floats that a trial keeps of weights on their way
 */
public record KernelSource(
        String text, int threads, int forwardShared, int adjointShared, int gatherBlocks, int derived, int ring) {

    public static final int WARP = 32;
    public static final int GATHER_WARPS = 8;
    public static final int OPTIMISER_THREADS = 256;

    private static final int MOST_THREADS = 1024;
    /** Enough warps for several spikes of a step in the adjoint. */
    private static final int FEWEST_THREADS = 128;

    private static final List<String> FILES = List.of(
            "prelude.cu",
            "neuron.cu",
            "loss.cu",
            "forward.cu",
            "adjoint.cu",
            "gather.cu",
            "optimiser.cu",
            "parameters.cu");

    public static KernelSource of(DeviceLayout layout, EngineOptions options) {
        List<Population> stepped = layout.network.populations().stream()
                .filter(p -> !layout.stepped(p).isEmpty())
                .toList();
        int threads = threads(stepped);
        SharedMemory forward = new SharedMemory();
        SharedMemory adjoint = new SharedMemory();
        adjoint.take(threads / WARP + 1, Integer.BYTES);
        Map<String, Object> all = new HashMap<>();
        sizes(layout, threads, all);
        new LossText(layout, options.loss()).putInto(all);
        all.put("learnt", layout.slices.learnt());
        ChannelText channels = new ChannelText(layout, options.initial(), threads, adjoint);
        channels.putInto(all);
        new PopulationText(layout, options, threads, stepped, channels, forward, adjoint).putInto(all);
        OptimiserText.putInto(layout, options, all);
        int readouts = layout.network.readout().size();
        int numbers = readouts + Math.max(2 * readouts, threads / WARP);
        all.put("numbersAt", forward.take(numbers, Double.BYTES));
        all.put("driveAt", adjoint.take(readouts, Float.BYTES));
        all.put("forwardShared", forward.bytes());
        all.put("adjointShared", adjoint.bytes());
        StringBuilder text = new StringBuilder();
        FILES.forEach(file -> text.append(Template.read(file).fill(all)));
        return new KernelSource(
                text.toString(),
                threads,
                forward.bytes(),
                adjoint.bytes(),
                channels.gatherBlocks(),
                channels.derived(),
                channels.ring());
    }

    private static int threads(List<Population> stepped) {
        int largest = stepped.stream().mapToInt(Population::size).max().orElse(0);
        return Math.clamp(DeviceLayout.padded(largest), FEWEST_THREADS, MOST_THREADS);
    }

    private static void sizes(DeviceLayout layout, int threads, Map<String, Object> all) {
        all.put("threads", threads);
        all.put("steps", layout.steps);
        all.put("dt", layout.network.dt());
        all.put("duration", layout.network.duration());
        all.put("lifs", layout.lifs.size());
        all.put("lifNeurons", layout.lifNeurons);
        all.put("inputs", layout.network.input().size());
        all.put("readouts", layout.network.readout().size());
        all.put("traceFloats", layout.trace);
        all.put("taus", layout.slices.taus());
        all.put("tauBase", layout.slices.tauBase());
        all.put("learnsTaus", layout.slices.taus() > 0);
        all.put("direct", !layout.direct().isEmpty());
        all.put("directChannels", layout.direct().size());
        all.put("directRows", layout.directRows());
        all.put("directBase", directBase(layout));
        all.put("directStride", DeviceLayout.padded(layout.network.readout().size()));
        all.put("readsInput", layout.slices.taus() > 0);
    }

    /** The index at which the rows of direct channels begin; they lie one after the other. */
    static int directBase(DeviceLayout layout) {
        return layout.direct().stream()
                .mapToInt(Channel::weightBase)
                .findFirst()
                .orElse(0);
    }
}
