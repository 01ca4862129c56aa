/**
 * The worker protocol: workers call the service, never the reverse. {@link dev.backspike.common.protocol.WorkerApi} is
 * one interface with two implementations: a bean of the service for an embedded worker, and an HTTP client proxy for
 * all others.
 */
@NullMarked
package dev.backspike.common.protocol;

import org.jspecify.annotations.NullMarked;
