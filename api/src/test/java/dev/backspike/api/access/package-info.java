/** Tests of callers and quotas. */
@NullMarked
package dev.backspike.api.access;

import org.jspecify.annotations.NullMarked;
