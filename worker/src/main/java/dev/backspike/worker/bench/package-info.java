/** Benchmark of the engines: {@code ./backspike bench SPEC}. */
@NullMarked
package dev.backspike.worker.bench;

import org.jspecify.annotations.NullMarked;
