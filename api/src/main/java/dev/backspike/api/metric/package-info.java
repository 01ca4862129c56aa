/**
 * Metric points of jobs. A metric point holds the values of some series at one step (weight update) of one attempt;
 * long series are downsampled for display, see {@code LargestTriangle}.
 */
@NullMarked
package dev.backspike.api.metric;

import org.jspecify.annotations.NullMarked;
