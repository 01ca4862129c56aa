/**
 * Reads the job specification. {@link dev.backspike.common.spec.reading.JobSpecParser} is the entry point: a reader per
 * section checks names, types and ranges, then {@code SpecRules} and {@code NetworkRules} check the rules that relate
 * several fields.
 */
@NullMarked
package dev.backspike.common.spec.reading;

import org.jspecify.annotations.NullMarked;
