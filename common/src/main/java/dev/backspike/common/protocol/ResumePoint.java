package dev.backspike.common.protocol;

import dev.backspike.common.id.Sha256;

/**
 * The checkpoint that an attempt resumes from.
 *
 * @param checkpoint its number within the job
 * @param sha256 hash of its file, which the worker loads with {@link WorkerApi#loadFile}
 * @param epoch epochs completed
 * @param step weight updates completed; the metric points of the attempt follow it
 */
public record ResumePoint(int checkpoint, Sha256 sha256, int epoch, long step) {}
