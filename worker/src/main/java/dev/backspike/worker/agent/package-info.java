/**
 * The agent: {@link dev.backspike.worker.agent.WorkerAgent} leases attempts from the service, runs each on its own
 * thread and reports its events. It uses a {@link dev.backspike.common.protocol.WorkerApi}: a bean of a service in the
 * same process, or a client of a remote one. {@code StartFiles} fetches the files that an attempt starts from,
 * {@code CheckpointUploads} stores its checkpoints, and a {@code Watchdog} detects when it is stalled.
 *
 * <p>A thread that may be inside a call of the service is never interrupted: in the same process, the call may be
 * writing to an embedded database, whose file an interrupt would close.
 */
@NullMarked
package dev.backspike.worker.agent;

import org.jspecify.annotations.NullMarked;
