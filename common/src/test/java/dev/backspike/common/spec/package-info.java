/** Tests. */
@NullMarked
package dev.backspike.common.spec;

import org.jspecify.annotations.NullMarked;
