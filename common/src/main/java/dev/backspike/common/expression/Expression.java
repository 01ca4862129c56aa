package dev.backspike.common.expression;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** An arithmetic expression over named quantities, in double precision. */
public sealed interface Expression {

    /** A number. */
    record Constant(double value) implements Expression {}

    /** A named quantity: a state, an input or a parameter. */
    record Symbol(String name) implements Expression {}

    /** Two expressions joined by an operator. */
    record Binary(Operator operator, Expression left, Expression right) implements Expression {}

    /** A function of an expression. */
    record Unary(Function function, Expression argument) implements Expression {}

    /** {@code then} where {@code left < right}, else {@code otherwise}. Its derivative is that of the chosen branch. */
    record IfLess(Expression left, Expression right, Expression then, Expression otherwise) implements Expression {}

    /** The value of the expression. */
    default double evaluate(ToDoubleFunction<String> values) {
        return switch (this) {
            case Constant(double value) -> value;
            case Symbol(String name) -> values.applyAsDouble(name);
            case Binary(Operator operator, Expression left, Expression right) ->
                operator.apply(left.evaluate(values), right.evaluate(values));
            case Unary(Function function, Expression argument) -> function.apply(argument.evaluate(values));
            case IfLess(Expression left, Expression right, Expression then, Expression otherwise) ->
                left.evaluate(values) < right.evaluate(values) ? then.evaluate(values) : otherwise.evaluate(values);
        };
    }

    /** The names of the quantities that the expression mentions. */
    default Set<String> symbols() {
        Set<String> found = new TreeSet<>();
        collect(this, found);
        return found;
    }

    private static void collect(Expression expression, Set<String> found) {
        switch (expression) {
            case Constant _ -> {}
            case Symbol(String name) -> found.add(name);
            case Binary(Operator _, Expression left, Expression right) -> {
                collect(left, found);
                collect(right, found);
            }
            case Unary(Function _, Expression argument) -> collect(argument, found);
            case IfLess(Expression left, Expression right, Expression then, Expression otherwise) -> {
                collect(left, found);
                collect(right, found);
                collect(then, found);
                collect(otherwise, found);
            }
        }
    }
}
