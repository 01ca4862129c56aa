/** Tests. */
@NullMarked
package dev.backspike.common.spec.reading;

import org.jspecify.annotations.NullMarked;
