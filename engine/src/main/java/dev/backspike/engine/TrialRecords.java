package dev.backspike.engine;

import dev.backspike.engine.dataset.SpikeTrain;

/**
 * What an engine can say of single trials, apart from the sums of {@link Engine#forward}. Implemented by engines that
 * keep the tapes of a forward pass on the host.
 */
public interface TrialRecords {

    /**
     * The result of a trial of the last forward pass.
     *
     * @param trial counted within the share
     * @throws IllegalStateException if there has been no forward pass
     */
    TrialResult result(int trial);

    /**
     * Replaces the content of {@code into} by the spikes that a population emitted in a trial of the last forward pass,
     * in order of time; none for populations that do not spike. The input's are those of the data, as the engine saw
     * them.
     *
     * @param trial counted within the share
     * @param population its index in the network
     * @throws IllegalStateException if there has been no forward pass
     */
    void spikes(int trial, int population, SpikeTrain into);
}
