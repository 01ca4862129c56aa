/** Tests. */
@NullMarked
package dev.backspike.common.json;

import org.jspecify.annotations.NullMarked;
