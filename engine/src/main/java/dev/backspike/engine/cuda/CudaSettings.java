package dev.backspike.engine.cuda;

import dev.backspike.engine.cuda.driver.Compiler;

/**
 * The settings by which an engine uses its device; none of them changes a result.
 *
 * @param firstCapacity spikes of a population and trial that the tape has room for before it first grows
 * @param mostTraces trials whose traces are kept at a time: the size of the largest micro-batch
 * @param memoryShare of the free memory that traces may take, 0 to 1
 */
record CudaSettings(Compiler compiler, int firstCapacity, int mostTraces, double memoryShare) {

    static CudaSettings usual() {
        return new CudaSettings(Compiler.forUser(), 1024, Integer.MAX_VALUE, 0.8);
    }
}
