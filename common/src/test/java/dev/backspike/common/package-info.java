/** Tests. */
@NullMarked
package dev.backspike.common;

import org.jspecify.annotations.NullMarked;
