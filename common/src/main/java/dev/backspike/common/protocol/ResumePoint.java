package dev.backspike.common.protocol;

import dev.backspike.common.id.Sha256;

/**
 * The checkpoint that an attempt goes on from.
 *
 * @param checkpoint its number within the job
 * @param sha256 of its file, which the worker asks for with {@link WorkerApi#loadFile}
 * @param epoch epochs completed
 * @param step weight updates completed; the attempt's points come after it
 */
public record ResumePoint(int checkpoint, Sha256 sha256, int epoch, long step) {}
