package dev.backspike.api.sweep;

import java.util.ArrayList;
import java.util.List;

/**
 * Successive halving: runs are compared after {@code minEpochs}, {@code minEpochs x factor}, ... epochs, the
 * <em>rungs</em>; at each rung one in {@code factor} runs is promoted to the next.
 *
 * @param minEpochs epochs before the first comparison
 * @param factor of the runs at a rung, one in this many is promoted
 */
record HalvingSpec(int minEpochs, int factor) {

    /** Returns the rungs of a training of {@code epochs} epochs, ascending; empty if it ends before the first. */
    List<Integer> rungs(int epochs) {
        List<Integer> rungs = new ArrayList<>();
        for (long rung = minEpochs; rung < epochs; rung *= factor) {
            rungs.add((int) rung);
        }
        return rungs;
    }
}
