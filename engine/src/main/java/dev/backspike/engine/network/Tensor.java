package dev.backspike.engine.network;

/** A named array on the host, row-major. The arrays are the receiver's to keep: engines hand out copies. */
public sealed interface Tensor {

    String name();

    int[] shape();

    record F32(String name, int[] shape, float[] values) implements Tensor {}

    record F64(String name, int[] shape, double[] values) implements Tensor {}
}
