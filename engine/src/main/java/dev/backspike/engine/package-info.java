/**
 * Engines, which run networks: one small interface, {@link dev.backspike.engine.Engine}, and a package per engine, each
 * of which runs the same {@link dev.backspike.engine.plan.Plan}. Each engine has the same phases under the same names
 * (forward, backward with its adjoint and gather, optimise), so that a reader who knows one knows all. A batch is
 * summed as {@link dev.backspike.engine.Blocks} says, and may be shared by replicas:
 * {@link dev.backspike.engine.Share}.
 */
@NullMarked
package dev.backspike.engine;

import org.jspecify.annotations.NullMarked;
