/**
 * Stable codes of failures, notes, reasons and problems. Programs decide by codes, never by messages, which are for
 * people; docs/codes.md lists all codes.
 */
@NullMarked
package dev.backspike.common.code;

import org.jspecify.annotations.NullMarked;
