/**
 * On whose behalf something is done, and whose what is. {@link dev.backspike.api.access.CurrentCaller} says who calls;
 * features ask it whether a caller may change what somebody owns, within the transaction that changes it.
 */
@NullMarked
package dev.backspike.api.access;

import org.jspecify.annotations.NullMarked;
