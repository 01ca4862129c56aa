/**
 * The worker that the service runs as its child process, so that a job that exhausts memory or crashes the process does
 * not end the service.
 */
@NullMarked
package dev.backspike.api.localworker;

import org.jspecify.annotations.NullMarked;
