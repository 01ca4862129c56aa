/**
 * The language in which neuron models are written: arithmetic over named quantities.
 * {@link dev.backspike.common.expression.ExpressionParser} reads a text into an
 * {@link dev.backspike.common.expression.Expression}; differentiation and code generation are the engine's.
 */
@NullMarked
package dev.backspike.common.expression;

import org.jspecify.annotations.NullMarked;
