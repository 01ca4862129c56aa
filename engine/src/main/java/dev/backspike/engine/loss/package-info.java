/**
 * The losses as functions of a readout's numbers (first spike times, averaged voltages); how their derivatives enter
 * the adjoint equations is each engine's.
 */
@NullMarked
package dev.backspike.engine.loss;

import org.jspecify.annotations.NullMarked;
