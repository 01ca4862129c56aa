/**
 * The job specification: the records that hold what a user submits. Package {@code reading} makes them from JSON.
 *
 * <p>Units are milliseconds for times and time constants, and units of the threshold for voltages and weights.
 */
@NullMarked
package dev.backspike.common.spec;

import org.jspecify.annotations.NullMarked;
