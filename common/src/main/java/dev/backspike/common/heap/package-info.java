/** What happens when the heap is exhausted. */
@NullMarked
package dev.backspike.common.heap;

import org.jspecify.annotations.NullMarked;
