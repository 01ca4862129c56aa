/** Tests. */
@NullMarked
package dev.backspike.api.event;

import org.jspecify.annotations.NullMarked;
