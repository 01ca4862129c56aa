/** The clock-driven engine for CUDA devices. */
@NullMarked
package dev.backspike.worker.engine.cuda;

import org.jspecify.annotations.NullMarked;
