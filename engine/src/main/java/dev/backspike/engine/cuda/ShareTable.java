package dev.backspike.engine.cuda;

import dev.backspike.engine.RateRegularisation;
import dev.backspike.engine.Share;
import dev.backspike.engine.cuda.driver.Argument;
import dev.backspike.engine.cuda.driver.CudaStream;
import dev.backspike.engine.cuda.driver.Device;
import dev.backspike.engine.cuda.driver.DeviceArray;
import dev.backspike.engine.cuda.driver.PinnedBuffer;
import dev.backspike.engine.cuda.source.DeviceLayout;
import dev.backspike.engine.network.Population;
import java.nio.ByteBuffer;

/**
 * The data of a share that the device needs before the backward phase, in one copy: what rate regularisation adds to
 * each spike, and in which order gather adds the blocks.
 *
 * <pre>
 * push       [lif neurons]   float
 * end        [blocks]        int, where a block ends, in trials of the share
 * additions  [blocks]        int, how many sums that wait are added to the block's
 * </pre>
 */
final class ShareTable implements AutoCloseable {

    private final DeviceLayout layout;
    private final DeviceArray array;
    private final PinnedBuffer pinned = new PinnedBuffer();
    private int blocks;

    ShareTable(Device device, DeviceLayout layout) {
        array = new DeviceArray(device, "the blocks of a batch and the pushes of regularisation");
        this.layout = layout;
    }

    /** Begins to copy the table to the device, after all that the stream was given before. */
    void upload(Share share, RateRegularisation regularisation, CudaStream stream) {
        blocks = share.count();
        int bytes = 4 * (layout.lifNeurons + 2 * blocks);
        ByteBuffer out = pinned.reserve(bytes);
        for (Population p : layout.lifs) {
            double[] pushes = regularisation.pushes(p.index());
            for (int j = 0; j < p.size(); j++) {
                out.putFloat(4 * (layout.neuronBase(p) + j), pushes.length == 0 ? 0 : (float) pushes[j]);
            }
        }
        for (int k = 0; k < blocks; k++) {
            out.putInt(4 * (layout.lifNeurons + k), share.begin(k + 1));
            out.putInt(4 * (layout.lifNeurons + blocks + k), share.additionsAfter(k));
        }
        array.reserve(bytes);
        array.upload(pinned, bytes, stream);
    }

    Argument pushes() {
        return array.argument();
    }

    Argument ends() {
        return array.argument(4L * layout.lifNeurons);
    }

    Argument additions() {
        return array.argument(4L * (layout.lifNeurons + blocks));
    }

    @Override
    public void close() {
        array.close();
        pinned.close();
    }
}
