/**
 * Metric series of jobs. A point is one value of one series of one attempt at one step (weight update); long series are
 * thinned for display, see {@code LargestTriangle}.
 */
@NullMarked
package dev.backspike.api.metric;

import org.jspecify.annotations.NullMarked;
