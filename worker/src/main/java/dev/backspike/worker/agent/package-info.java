/**
 * The agent: {@link dev.backspike.worker.agent.WorkerAgent} leases attempts from the api, runs each on a thread of its
 * own and reports what happens. It talks to a {@link dev.backspike.common.protocol.WorkerApi}, whether that is the
 * api's own bean in this process or a client of one elsewhere. An attempt begins with what {@code StartFiles} fetches,
 * is saved by {@code CheckpointUploads} and looked after by a {@code Watchdog}.
 *
 * <p>No thread that may be inside a call of the api is ever interrupted: in-process, the call may be writing to an
 * embedded database, whose file an interrupt would close.
 */
@NullMarked
package dev.backspike.worker.agent;

import org.jspecify.annotations.NullMarked;
