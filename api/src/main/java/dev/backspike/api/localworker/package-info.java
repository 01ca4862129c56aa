/**
 * The worker that the service runs as its child process, so that a job which exhausts memory or crashes the process
 * does not take the service with it.
 */
@NullMarked
package dev.backspike.api.localworker;

import org.jspecify.annotations.NullMarked;
