/**
 * Replicas that train one job together. A {@link dev.backspike.engine.collective.Collective} is what the training loop
 * sees of the others: it says which blocks of a batch are this replica's, and reduces the results between the phases of
 * an {@link dev.backspike.engine.Engine} so that every replica has those of the whole batch, with the bits that one
 * engine would have found.
 *
 * <p>{@link dev.backspike.engine.collective.GangPort} is where the replicas of a worker are reached;
 * {@link dev.backspike.engine.collective.GangPort#join} connects a replica with the others of its gang, each with each,
 * over TCP. Read on with {@code Gang}, {@code Link} (frames, heartbeats, time-outs) and {@code Handshake}.
 */
@NullMarked
package dev.backspike.engine.collective;

import org.jspecify.annotations.NullMarked;
