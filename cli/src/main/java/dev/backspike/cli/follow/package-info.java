/**
 * Follows jobs and sweeps until they end, and shows their progress: on a terminal as a bar that moves, elsewhere as
 * lines.
 *
 * <p>{@code JobRun} and {@code SweepFollower} are the entries; {@code JobFollower} reads the event stream and resumes
 * it after a lost connection.
 */
@NullMarked
package dev.backspike.cli.follow;

import org.jspecify.annotations.NullMarked;
