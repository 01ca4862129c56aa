package dev.backspike.engine.collective;

import dev.backspike.engine.Engine;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The gradient's tensors one after the other as one vector, which is cut into as many segments of (almost) equal length
 * as there are replicas. Values travel as they lie in the memory of x86 and ARM: little-endian.
 */
final class GradientLayout {

    /** The learnable parameters, in order, with the type of the engine. */
    private final List<Tensor> like;

    private final int values;
    private final int segments;
    private final boolean single;

    GradientLayout(Network network, Engine engine, int segments) {
        List<Tensor> all = engine.parameters();
        List<Parameter> parameters = network.parameters();
        like = IntStream.range(0, all.size())
                .filter(k -> parameters.get(k).learnable())
                .mapToObj(all::get)
                .toList();
        this.segments = segments;
        values = like.stream().mapToInt(GradientLayout::size).reduce(0, Math::addExact);
        single = like.stream().allMatch(Tensor.F32.class::isInstance);
    }

    private static int size(Tensor tensor) {
        return switch (tensor) {
            case Tensor.F32 f -> f.values().length;
            case Tensor.F64 f -> f.values().length;
        };
    }

    private int first(int segment) {
        return (int) ((long) values * segment / segments);
    }

    /** Bytes of a segment. */
    int bytes(int segment) {
        return Math.multiplyExact(first(segment + 1) - first(segment), single ? Float.BYTES : Double.BYTES);
    }

    /** Writes a segment of a gradient. */
    void write(List<Tensor> gradient, int segment, ByteBuffer out) {
        out.order(ByteOrder.LITTLE_ENDIAN);
        int skip = first(segment);
        int left = first(segment + 1) - skip;
        for (Tensor tensor : gradient) {
            int size = size(tensor);
            int count = Math.min(left, size - skip);
            if (count > 0) {
                write(tensor, skip, count, out);
                left -= count;
            }
            skip = Math.max(0, skip - size);
        }
    }

    private static void write(Tensor tensor, int from, int count, ByteBuffer out) {
        switch (tensor) {
            case Tensor.F32 f -> {
                out.asFloatBuffer().put(f.values(), from, count);
                out.position(out.position() + count * Float.BYTES);
            }
            case Tensor.F64 f -> {
                out.asDoubleBuffer().put(f.values(), from, count);
                out.position(out.position() + count * Double.BYTES);
            }
        }
    }

    /** Writes a segment that {@link #read(int, ByteBuffer)} has read. */
    void writeSegment(Tensor segment, ByteBuffer out) {
        out.order(ByteOrder.LITTLE_ENDIAN);
        write(segment, 0, size(segment), out);
    }

    /** Reads a segment, as one tensor. */
    Tensor read(int segment, ByteBuffer in) {
        in.order(ByteOrder.LITTLE_ENDIAN);
        int count = first(segment + 1) - first(segment);
        Tensor read = empty(count);
        fill(read, 0, count, in);
        return read;
    }

    private Tensor empty(int count) {
        int[] shape = {count};
        return single
                ? new Tensor.F32("segment", shape, new float[count])
                : new Tensor.F64("segment", shape, new double[count]);
    }

    private static void fill(Tensor tensor, int from, int count, ByteBuffer in) {
        switch (tensor) {
            case Tensor.F32 f -> {
                in.asFloatBuffer().get(f.values(), from, count);
                in.position(in.position() + count * Float.BYTES);
            }
            case Tensor.F64 f -> {
                in.asDoubleBuffer().get(f.values(), from, count);
                in.position(in.position() + count * Double.BYTES);
            }
        }
    }

    /** A gradient without values yet. */
    List<Tensor> empty() {
        List<Tensor> empty = new ArrayList<>();
        for (Tensor tensor : like) {
            empty.add(
                    switch (tensor) {
                        case Tensor.F32 f -> new Tensor.F32(f.name(), f.shape(), new float[f.values().length]);
                        case Tensor.F64 f -> new Tensor.F64(f.name(), f.shape(), new double[f.values().length]);
                    });
        }
        return empty;
    }

    /** Reads a segment into a gradient. */
    void read(int segment, ByteBuffer in, List<Tensor> gradient) {
        in.order(ByteOrder.LITTLE_ENDIAN);
        int skip = first(segment);
        int left = first(segment + 1) - skip;
        for (Tensor tensor : gradient) {
            int size = size(tensor);
            int count = Math.min(left, size - skip);
            if (count > 0) {
                fill(tensor, skip, count, in);
                left -= count;
            }
            skip = Math.max(0, skip - size);
        }
    }
}
