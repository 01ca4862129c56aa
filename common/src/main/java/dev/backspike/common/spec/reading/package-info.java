/**
 * Reads the job specification. {@link dev.backspike.common.spec.reading.JobSpecParser} is the way in: a reader per
 * section checks names, types and ranges, then {@code SpecRules} and {@code NetworkRules} check what spans fields.
 */
@NullMarked
package dev.backspike.common.spec.reading;

import org.jspecify.annotations.NullMarked;
