/**
 * Workers, leases and attempts: the api's side of the worker protocol. {@code Dispatcher} is the one bean behind
 * {@link dev.backspike.common.protocol.WorkerApi}, in-process and over HTTP; {@code Leasing} renews and claims,
 * {@code Reporting} takes events in, {@code QueueOutlook} says why a job waits, {@code LeaseExpiry} takes back what
 * nobody renews, on the one replica that has the {@code ReaperDuty}; {@code Readoption} gives it back to a worker that
 * returns in time; {@code Retries} decides what becomes of a job whose attempt has failed. Lock order: job, then
 * attempt; a renewal locks attempts only.
 */
@NullMarked
package dev.backspike.api.dispatch;

import org.jspecify.annotations.NullMarked;
