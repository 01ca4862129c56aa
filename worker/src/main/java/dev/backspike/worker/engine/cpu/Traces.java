package dev.backspike.worker.engine.cpu;

/**
 * lambda_I of every trial of a batch: trial k's trace is in {@link #array} from {@link #base} on. Several trials share
 * an array, since an array cannot be of any size. Grown to the largest batch and reused.
 */
final class Traces {

    /** 256 MiB an array. */
    private static final int LARGEST = 1 << 26;

    private final int size;
    private final int perArray;
    private float[][] arrays = {};
    private int reserved;

    /** @param size floats of one trial's trace */
    Traces(int size) {
        this.size = size;
        this.perArray = Math.max(1, LARGEST / Math.max(1, size));
    }

    void reserve(int trials) {
        if (trials <= reserved) {
            return;
        }
        arrays = new float[0][]; // let the old ones go before the new ones come
        float[][] grown = new float[(trials + perArray - 1) / perArray][];
        for (int k = 0; k < grown.length; k++) {
            grown[k] = Aligned.floats(Math.min(perArray, trials - k * perArray) * size);
        }
        arrays = grown;
        reserved = trials;
    }

    float[] array(int trial) {
        return arrays[trial / perArray];
    }

    int base(int trial) {
        return Aligned.LEAD + trial % perArray * size;
    }
}
