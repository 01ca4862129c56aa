/**
 * Data files that users upload. A file's row in the database is what makes it exist; its content lies under a name of
 * its own in {@code uploads} below the data directory and never changes. Jobs name a file as
 * {@code uploaded:NAME/FILE}; {@link dev.backspike.api.dataset.JobFiles} fixes its content when the job is submitted
 * and keeps the file from being deleted until the job has ended. {@link dev.backspike.api.dataset.WorkerFiles} gives it
 * to workers.
 */
@NullMarked
package dev.backspike.api.dataset;

import org.jspecify.annotations.NullMarked;
