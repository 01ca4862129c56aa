/** Data sets: where samples come from and how they become input spikes. */
@NullMarked
package dev.backspike.engine.dataset;

import org.jspecify.annotations.NullMarked;
