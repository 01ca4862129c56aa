/** Tests. */
@NullMarked
package dev.backspike.api.dispatch;

import org.jspecify.annotations.NullMarked;
