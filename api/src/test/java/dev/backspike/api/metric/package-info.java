/** Tests. */
@NullMarked
package dev.backspike.api.metric;

import org.jspecify.annotations.NullMarked;
