package dev.backspike.engine.cuda;

import dev.backspike.engine.cuda.driver.Argument;
import dev.backspike.engine.cuda.driver.CudaStream;
import dev.backspike.engine.cuda.driver.Device;
import dev.backspike.engine.cuda.driver.DeviceArray;
import dev.backspike.engine.cuda.driver.Kernel;
import dev.backspike.engine.cuda.driver.Resources;
import dev.backspike.engine.cuda.source.Channel;
import dev.backspike.engine.cuda.source.DeviceLayout;
import dev.backspike.engine.cuda.source.KernelSource;
import dev.backspike.engine.network.InitialState;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Synapses;
import dev.backspike.engine.network.Tensor;
import dev.backspike.engine.plan.Current.Source;
import dev.backspike.engine.plan.Slice;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * The values of all parameters on the device and their gradients, as {@link DeviceLayout} draws them, and what the
 * phases read of values that are individual: delays in steps, and the constants of a step that follow from time
 * constants, which a launch of {@code parameters.cu} derives. It must follow every change of values.
 */
final class Parameters implements AutoCloseable {

    private final Device device;
    private final DeviceLayout layout;
    private final Kernel derive;
    private final int derived;
    final DeviceArray values;
    /** {@code [sum][learnt]}: sums over blocks of a batch, of which the first becomes the gradient. */
    final DeviceArray gradient;

    private int sums;

    final DeviceArray grids;
    final DeviceArray constants;
    final DeviceArray drives;
    /** A bit for each weight: whether there is a synapse. Without elements if all are dense. */
    final DeviceArray present;

    private final Resources resources = new Resources();

    /**
     * @param derived elements that {@code derive} has to derive
     * @param drives where neurons of the readout share their constants
     */
    Parameters(
            Device device,
            DeviceLayout layout,
            Kernel derive,
            int derived,
            float[] drives,
            InitialState initial,
            CudaStream stream) {
        this.device = device;
        this.layout = layout;
        this.derive = derive;
        this.derived = derived;
        try {
            values = array("parameters", layout.slices.values());
            gradient = resources.add(new DeviceArray(device, "the gradient"));
            reserveSums(1, stream);
            grids = array("delays", layout.grids);
            constants = array("time constants", layout.constants);
            this.drives = array("the loss's drive", layout.drives());
            this.drives.set(drives, stream);
            int[] bits = present(layout, initial.synapses());
            present = array("where synapses are", bits.length);
            present.set(bits, stream);
            set(initial.parameters(), stream);
        } catch (RuntimeException | Error e) {
            resources.closeAfter(e);
            throw e;
        }
    }

    private DeviceArray array(String what, int elements) {
        return resources.add(new DeviceArray(device, what, 4L * elements));
    }

    /** The bytes of these arrays for a network. */
    static long bytes(DeviceLayout layout) {
        return 4L
                * ((long) layout.slices.values()
                        + layout.slices.learnt()
                        + layout.grids
                        + layout.constants
                        + layout.drives()
                        + layout.weights / Integer.SIZE);
    }

    /** Makes room for so many sums of the gradient, at least 1. */
    void reserveSums(int count, CudaStream stream) {
        if (count > sums) {
            long elements = (long) count * layout.slices.learnt();
            gradient.reserve(4 * elements);
            gradient.clear(elements, stream);
            sums = count;
        }
    }

    /** A tensor for each learnt parameter, of a sum of the gradient. */
    List<Tensor> readSum(int sum, CudaStream stream) {
        int learnt = layout.slices.learnt();
        float[] array = gradient.get((long) sum * learnt, learnt, stream);
        return learnt().stream()
                .<Tensor>map(s -> s.read(s.parameter().name(), array))
                .toList();
    }

    /** Follows the values, after any may have changed. */
    void derive(CudaStream stream) {
        if (derived > 0) {
            derive.launch(
                    Math.ceilDiv(derived, KernelSource.OPTIMISER_THREADS),
                    stream,
                    values.argument(),
                    grids.argument(),
                    constants.argument(),
                    drives.argument());
        }
    }

    /** Follows the values, after the learnt ones have changed. */
    void deriveLearnt(CudaStream stream) {
        if (layout.slices.learnt() > layout.weights) {
            derive(stream);
        }
    }

    /** @param tensors one for each parameter of the network, in its order */
    void set(List<? extends Tensor> tensors, CudaStream stream) {
        float[] array = new float[layout.slices.values()];
        Iterator<? extends Tensor> next = tensors.iterator();
        layout.slices.all().forEach(slice -> slice.write(next.next(), array));
        values.set(array, stream);
        derive(stream);
    }

    /** A tensor for each parameter, of the values. */
    List<Tensor> read(CudaStream stream) {
        float[] array = values.get(0, layout.slices.values(), stream);
        return layout.slices.all().stream()
                .<Tensor>map(s -> s.read(s.parameter().name(), array))
                .toList();
    }

    /** A tensor for each learnt parameter, of an array with an element for each of their values. */
    List<Tensor> read(DeviceArray learnt, Function<Parameter, String> name, CudaStream stream) {
        float[] array = learnt.get(0, layout.slices.learnt(), stream);
        return learnt().stream()
                .<Tensor>map(s -> s.read(name.apply(s.parameter()), array))
                .toList();
    }

    /** The reverse. */
    void write(List<? extends Tensor> tensors, DeviceArray learnt, CudaStream stream) {
        float[] array = new float[layout.slices.learnt()];
        Iterator<? extends Tensor> next = tensors.iterator();
        learnt().forEach(slice -> slice.write(next.next(), array));
        learnt.set(array, stream);
    }

    private List<Slice> learnt() {
        return layout.slices.all().stream()
                .filter(s -> s.parameter().learnable())
                .toList();
    }

    private static int[] present(DeviceLayout layout, List<Synapses> synapses) {
        if (synapses.stream().allMatch(Synapses::dense)) {
            return new int[0];
        }
        BitSet all = new BitSet(layout.weights);
        all.set(0, layout.weights);
        for (Channel channel : layout.channels) {
            for (Source source : channel.sources()) {
                Synapses of = synapses.get(source.connection().index());
                for (int i = 0; !of.dense() && i < source.population().size(); i++) {
                    int row = channel.weightBase(source) + i * channel.stride();
                    of.forEachGap(i, (first, last) -> all.clear(row + first, row + last));
                }
            }
        }
        int[] bits = new int[layout.weights / Integer.SIZE];
        long[] words = all.toLongArray();
        for (int k = 0; k < bits.length; k++) {
            bits[k] = k / 2 < words.length ? (int) (words[k / 2] >>> (Integer.SIZE * (k % 2))) : 0;
        }
        return bits;
    }

    Argument weights() {
        return values.argument();
    }

    @Override
    public void close() {
        resources.close();
    }
}
