/**
 * The command line client: {@code ./backspike train | sweep | check | follow | cancel}. A client of the REST API and
 * nothing else: it speaks HTTP with the JDK's own client and uses neither Spring nor the service's classes, so that it
 * starts in a fraction of a second and works against a service anywhere.
 *
 * <p>In reading order: {@link dev.backspike.cli.CommandLineClient} (entry point), {@code TrainCommand},
 * {@code SpecDocument} (the file and {@code --set}), {@code LocalService} (starts a service when none answers),
 * {@code ServiceClient} (HTTP), {@code JobFollower} over {@code ServerSentEvents} (reconnects after a lost connection),
 * {@code Progress} and the two {@code ProgressDisplay}s; for sweeps {@code SweepCommand}, {@code SweepFollower},
 * {@code SweepProgress} and {@code ResultsTable}.
 */
@NullMarked
package dev.backspike.cli;

import org.jspecify.annotations.NullMarked;
