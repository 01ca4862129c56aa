package dev.backspike.engine.hdf5;

import java.nio.ByteBuffer;

/**
 * Some rows of a data set, each element to be read as what its type allows. Elements are counted from the first row on.
 */
public final class Hdf5Values {

    /** The bytes that a text takes in memory in addition to its characters. */
    private static final int TEXT_BYTES = 48;

    private final Hdf5Dataset dataset;
    private final Storage storage;
    private final byte[] data;
    private final int size;

    Hdf5Values(Hdf5Dataset dataset, Storage storage, byte[] data) {
        this.dataset = dataset;
        this.storage = storage;
        this.data = data;
        this.size = dataset.type().size();
    }

    /** Number of elements. */
    public int count() {
        return data.length / size;
    }

    /** @throws Hdf5Exception if the type is not {@link Hdf5Type.Whole}, or a value is 2^63 or more */
    public long[] wholes() {
        return Guarded.get(dataset.path(), () -> Numbers.wholes(dataset.type(), widened(data)));
    }

    /** @throws Hdf5Exception if the type is neither {@link Hdf5Type.Real} nor {@link Hdf5Type.Whole} */
    public double[] reals() {
        return Guarded.get(dataset.path(), () -> Numbers.reals(dataset.type(), widened(data)));
    }

    /** @throws Hdf5Exception if the type is not {@link Hdf5Type.Text} or {@link Hdf5Type.LongText} */
    public String[] texts() {
        return Guarded.get(dataset.path(), () -> {
            storage.produce((long) TEXT_BYTES * count());
            String[] texts = new String[count()];
            for (int k = 0; k < texts.length; k++) {
                texts[k] = text(k);
            }
            return texts;
        });
    }

    /** Numbers take eight bytes each in memory, however narrow they are in the file. */
    private ByteBuffer widened(byte[] numbers) {
        storage.produce((long) Long.BYTES * count());
        return ByteBuffer.wrap(numbers);
    }

    private String text(int k) {
        Cursor from = new Cursor(data).skip(k * size);
        byte[] bytes = switch (dataset.type()) {
            case Hdf5Type.Text _ -> from.bytes(size);
            case Hdf5Type.LongText _ -> storage.heap().elements(from, 1);
            default -> throw new Hdf5Exception("is not text, but " + dataset.type());
        };
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        boolean padded = dataset.type() instanceof Hdf5Type.Text(int _, Hdf5Type.Padding padding)
                && padding == Hdf5Type.Padding.SPACES;
        while (padded && end > 0 && bytes[end - 1] == ' ') {
            end--;
        }
        return Texts.utf8(bytes, end);
    }

    /** The numbers of an element that is a list. */
    public long[] listOfWholes(int k) {
        return Guarded.get(dataset.path(), () -> Numbers.wholes(listType(), ByteBuffer.wrap(list(k))));
    }

    /** The numbers of an element that is a list. */
    public double[] listOfReals(int k) {
        return Guarded.get(dataset.path(), () -> Numbers.reals(listType(), ByteBuffer.wrap(list(k))));
    }

    private byte[] list(int k) {
        return storage.heap()
                .elements(new Cursor(data).skip(k * size), listType().size());
    }

    private Hdf5Type listType() {
        if (dataset.type() instanceof Hdf5Type.Sequence(int bytes, Hdf5Type of)
                && bytes == storage.heap().referenceSize()) {
            return of;
        }
        throw new Hdf5Exception("is not lists, but " + dataset.type());
    }

    /** The whole numbers that a field of each element has, each of which is a record. */
    public long[] fieldOfWholes(Hdf5Type.Field field) {
        return Guarded.get(dataset.path(), () -> Numbers.wholes(field.type(), column(field)));
    }

    /** The numbers that a field of each element has, each of which is a record. */
    public double[] fieldOfReals(Hdf5Type.Field field) {
        return Guarded.get(dataset.path(), () -> Numbers.reals(field.type(), column(field)));
    }

    private ByteBuffer column(Hdf5Type.Field field) {
        int width = field.type().size();
        byte[] column = new byte[Math.multiplyExact(count(), width)];
        for (int k = 0; k < count(); k++) {
            System.arraycopy(data, k * size + field.offset(), column, k * width, width);
        }
        return ByteBuffer.wrap(column);
    }
}
