package dev.backspike.engine;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Adds values along the tree of {@link Blocks}, in whatever order they come and from whichever threads: a thread that
 * brings the second half of a node adds both.
 *
 * @param <T> a value, such as a vector of sums
 */
public final class TreeSum<T> {

    private final BinaryOperator<T> add;
    private final SortedMap<Integer, T> waiting = new TreeMap<>();

    /** @param add of the left and the right half of a node; it may reuse either */
    public TreeSum(BinaryOperator<T> add) {
        this.add = add;
    }

    /** Brings the sum of a node. */
    public void put(int node, T value) {
        T sum = value;
        int at = node;
        for (@Nullable T other = match(at, sum); other != null; other = match(at, sum)) {
            sum = at % 2 == 0 ? add.apply(sum, other) : add.apply(other, sum);
            at /= 2;
        }
    }

    /** The node's other half, which is taken out; null if it is not there yet, and then the value waits for it. */
    private synchronized @Nullable T match(int node, T value) {
        @Nullable T other = node == Blocks.ROOT ? null : waiting.remove(node ^ 1);
        if (other == null) {
            waiting.put(node, value);
        }
        return other;
    }

    /** The sums that wait for their other halves, by node; once all blocks are there, that of the root alone. */
    public synchronized SortedMap<Integer, T> sums() {
        return new TreeMap<>(waiting);
    }
}
