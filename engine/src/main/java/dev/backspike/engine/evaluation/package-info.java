/** Runs trained networks on samples: evaluations and recordings. */
@NullMarked
package dev.backspike.engine.evaluation;

import org.jspecify.annotations.NullMarked;
