/**
 * The event log: everything that happens to a job, numbered 1, 2, 3 ... without gaps, written in the transaction of
 * what it tells. It is the single source of the event stream: a live wake-up only says that there may be something new,
 * the data always comes from the table, so that no subscriber loses or repeats an event. {@code EventLog} is the table;
 * {@code EventStream} sends to one subscriber what the {@code Feed} of the job has read for all of them.
 */
@NullMarked
package dev.backspike.api.event;

import org.jspecify.annotations.NullMarked;
