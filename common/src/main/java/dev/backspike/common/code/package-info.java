/**
 * The codes by which programs tell failures, notes, reasons and problems apart. Each code stands here once; messages
 * are for people, and no program decides by them.
 */
@NullMarked
package dev.backspike.common.code;

import org.jspecify.annotations.NullMarked;
