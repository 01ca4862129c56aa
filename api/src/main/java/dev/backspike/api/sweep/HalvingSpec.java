package dev.backspike.api.sweep;

import java.util.ArrayList;
import java.util.List;

/**
 * Successive halving: runs are compared after {@code minEpochs}, {@code minEpochs x factor}, ... epochs, the
 * <em>rungs</em>; of those at a rung one in {@code factor} goes on.
 */
record HalvingSpec(int minEpochs, int factor) {

    /** The rungs of a training of so many epochs, ascending; empty if it is over before the first. */
    List<Integer> rungs(int epochs) {
        List<Integer> rungs = new ArrayList<>();
        for (long rung = minEpochs; rung < epochs; rung *= factor) {
            rungs.add((int) rung);
        }
        return rungs;
    }
}
