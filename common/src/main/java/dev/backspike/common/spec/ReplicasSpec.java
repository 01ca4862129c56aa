package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How many replicas train the job together, each on a slot of a worker and each with its part of every batch. The
 * result is the same, bit for bit, for any number.
 *
 * @param min the fewest with which the job starts
 * @param max the most that it uses; one for each 4 samples of a batch, rounded down to a power of two, and 64 at most
 */
public record ReplicasSpec(int min, int max) {

    /** One replica. */
    public static final ReplicasSpec ONE = new ReplicasSpec(1, 1);

    /** More than any batch can be shared among. */
    public static final int LIMIT = 64;

    /** A smaller block would not be worth the memory through which its sums have to pass. */
    private static final int SAMPLES_PER_BLOCK = 4;

    /** The most replicas that can share a batch: the number of blocks into which it is cut. */
    public static int most(int batchSize) {
        return Integer.highestOneBit(Math.clamp(batchSize / SAMPLES_PER_BLOCK, 1, LIMIT));
    }

    /** Whether the replicas of an attempt, if there are several, have to be granted together. */
    @JsonIgnore
    public boolean isGang() {
        return max > 1;
    }

    /** A fixed number is written as a number. */
    @JsonValue
    Object json() {
        return min == max ? (Object) max : new Between(min, max);
    }

    /** The long form. */
    private record Between(int min, int max) {}

    @Override
    public String toString() {
        return min == max ? String.valueOf(max) : min + " to " + max;
    }
}
