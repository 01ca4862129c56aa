/**
 * What runs a network: one small interface, {@link dev.backspike.engine.Engine}, and a package per engine. Each engine
 * has the same phases under the same names (forward, adjoint, gather, then the optimiser), so that a reader who knows
 * one knows all.
 */
@NullMarked
package dev.backspike.engine;

import org.jspecify.annotations.NullMarked;
