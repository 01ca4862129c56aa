/**
 * The load generator: many concurrent clients and simulated workers in one process, which measure a running service.
 * Start with {@link dev.backspike.load.Load}. Each measurement is a class ({@code Submitting}, {@code Claiming},
 * {@code Reporting}, {@code Following}) on top of {@code Requests}, {@code Clients} and {@code Connection}. It speaks
 * the worker protocol with the protocol's own types, and the REST API over HTTP alone.
 */
@NullMarked
package dev.backspike.load;

import org.jspecify.annotations.NullMarked;
