package dev.backspike.api.job;

import org.springframework.util.unit.DataSize;

/** Amounts of memory as messages state them. */
public final class Megabytes {

    private Megabytes() {}

    /** The amount in MB, rounded up, with its unit. */
    public static String of(long bytes) {
        return Math.ceilDiv(bytes, DataSize.ofMegabytes(1).toBytes()) + " MB";
    }
}
