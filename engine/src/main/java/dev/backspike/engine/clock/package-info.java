/**
 * Code shared by the clock-driven engines: the grid of a network's times, a step in closed form, how a loss of averaged
 * voltages enters it, and readouts that need no steps at all.
 */
@NullMarked
package dev.backspike.engine.clock;

import org.jspecify.annotations.NullMarked;
