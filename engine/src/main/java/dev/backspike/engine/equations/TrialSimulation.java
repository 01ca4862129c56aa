package dev.backspike.engine.equations;

import dev.backspike.engine.dataset.SpikeTrain;

/** Runs trials forward and writes what happens to logs. One instance per thread. */
sealed interface TrialSimulation permits Simulation, GridSimulation {

    /** @throws IllegalArgumentException if the input's times decrease or are negative, or a unit is out of range */
    void run(SpikeTrain input, int label, EventLog log);
}
