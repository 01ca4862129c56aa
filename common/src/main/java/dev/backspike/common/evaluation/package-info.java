/** What a trained network makes of samples: evaluations, single trials, and what was recorded of them. */
@NullMarked
package dev.backspike.common.evaluation;

import org.jspecify.annotations.NullMarked;
