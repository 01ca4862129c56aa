package dev.backspike.common.protocol;

import dev.backspike.common.id.WorkerName;

/**
 * The end of a worker's process, as its parent reports it.
 *
 * @param exitStatus of the process, 0 to 255; after a signal 128 plus its number
 */
public record WorkerEnded(WorkerName worker, int exitStatus) {}
