/**
 * The job specification: what a user submits. Records hold it, {@link dev.backspike.common.spec.JobSpecParser} reads it
 * from JSON strictly (every error carries a JSON pointer and its remedy, all errors at once).
 *
 * <p>Units are milliseconds for times and time constants, and units of the threshold for voltages and weights.
 */
@NullMarked
package dev.backspike.common.spec;

import org.jspecify.annotations.NullMarked;
