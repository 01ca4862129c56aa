package dev.backspike.engine.cuda.driver;

import jcuda.Pointer;

/** A parameter of a {@link Kernel#launch}: a number, or an address in the device's memory. */
public final class Argument {

    private final Pointer pointer;

    /** @param pointer to the parameter's value in host memory */
    Argument(Pointer pointer) {
        this.pointer = pointer;
    }

    public static Argument of(int value) {
        return new Argument(Pointer.to(new int[] {value}));
    }

    public static Argument of(float value) {
        return new Argument(Pointer.to(new float[] {value}));
    }

    public static Argument of(double value) {
        return new Argument(Pointer.to(new double[] {value}));
    }

    Pointer pointer() {
        return pointer;
    }
}
