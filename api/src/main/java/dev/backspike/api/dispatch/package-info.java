/**
 * Workers, leases and attempts: the service's side of the worker protocol. {@code WorkerApiController} implements
 * {@link dev.backspike.common.protocol.WorkerApi}, in-process and over HTTP; {@code Leasing} renews leases and claims
 * jobs, {@code Reporting} stores the events of workers, {@code QueueOutlook} explains why a job waits.
 * {@code LeaseExpiry} withdraws leases that have expired, on the one replica of the service that holds the
 * {@code ReaperDuty}; {@code LeaseRecovery} returns a suspect attempt to a worker that renews in time; {@code Retries}
 * decides whether a job whose attempt has failed is retried. {@code Attempts}, {@code Leases} and {@code Workers} are
 * the tables. Lock order: job, then attempt, then replica; a renewal locks replicas only.
 */
@NullMarked
package dev.backspike.api.dispatch;

import org.jspecify.annotations.NullMarked;
