/**
 * The worker protocol: workers call the api, never the other way round. {@link dev.backspike.common.protocol.WorkerApi}
 * is one interface with two faces: the api's own bean serves an embedded worker in-process, and an HTTP client proxy of
 * the same interface serves a remote one.
 */
@NullMarked
package dev.backspike.common.protocol;

import org.jspecify.annotations.NullMarked;
