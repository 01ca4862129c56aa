/**
 * Callers, ownership and quotas. {@link dev.backspike.api.access.CurrentCaller} identifies the caller; features ask it
 * whether the caller may change a resource, within the transaction of the change.
 */
@NullMarked
package dev.backspike.api.access;

import org.jspecify.annotations.NullMarked;
