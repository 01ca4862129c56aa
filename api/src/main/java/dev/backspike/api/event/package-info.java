/**
 * The event log: everything that happens to a job, numbered 1, 2, 3 ... without gaps. An event is recorded in the same
 * transaction as the change that it reports. The table is the only source of the event stream: a wake-up only announces
 * that there may be new events, so no subscriber misses or repeats one. {@code EventLog} is the table;
 * {@code Subscription} sends to one subscriber what the {@code Feed} of the job has read for all of them.
 */
@NullMarked
package dev.backspike.api.event;

import org.jspecify.annotations.NullMarked;
