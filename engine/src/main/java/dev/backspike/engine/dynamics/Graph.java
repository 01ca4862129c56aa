package dev.backspike.engine.dynamics;

import dev.backspike.common.expression.Expression;
import dev.backspike.common.expression.Function;
import dev.backspike.common.expression.Operator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Expressions as a directed acyclic graph in which equal subexpressions are one node, so that sharing is free and
 * derivatives stay about as large as what they are of. A node is an index; its arguments have smaller ones. Nodes are
 * simplified as they are made: constants are folded, and 0 and 1 disappear from sums, products and powers.
 */
final class Graph {

    /** More than any model of sensible length has; a method of byte code holds no more. */
    private static final int MOST_NODES = 20_000;

    sealed interface Node {}

    record Constant(double value) implements Node {
        /** Tells 0 from -0, as the arithmetic does. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Constant(double v) && Double.doubleToLongBits(value) == Double.doubleToLongBits(v);
        }

        @Override
        public int hashCode() {
            return Double.hashCode(value);
        }
    }

    record Symbol(String name) implements Node {}

    record Binary(Operator operator, int left, int right) implements Node {}

    record Unary(Function function, int argument) implements Node {}

    record IfLess(int left, int right, int then, int otherwise) implements Node {}

    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Integer> indices = new HashMap<>();

    Node node(int index) {
        return nodes.get(index);
    }

    /** The node of an expression. */
    int of(Expression expression) {
        return switch (expression) {
            case Expression.Constant(double value) -> constant(value);
            case Expression.Symbol(String name) -> symbol(name);
            case Expression.Binary(Operator operator, Expression left, Expression right) ->
                binary(operator, of(left), of(right));
            case Expression.Unary(Function function, Expression argument) -> unary(function, of(argument));
            case Expression.IfLess(Expression left, Expression right, Expression then, Expression otherwise) ->
                ifLess(of(left), of(right), of(then), of(otherwise));
        };
    }

    int constant(double value) {
        return intern(new Constant(value));
    }

    int symbol(String name) {
        return intern(new Symbol(name));
    }

    int sum(int left, int right) {
        return binary(Operator.ADD, left, right);
    }

    int product(int left, int right) {
        return binary(Operator.MULTIPLY, left, right);
    }

    int binary(Operator operator, int left, int right) {
        if (nodes.get(left) instanceof Constant(double a) && nodes.get(right) instanceof Constant(double b)) {
            return constant(operator.apply(a, b));
        }
        return switch (operator) {
            case ADD -> is(left, 0) ? right : is(right, 0) ? left : intern(new Binary(operator, left, right));
            case SUBTRACT ->
                is(right, 0)
                        ? left
                        : is(left, 0)
                                ? unary(Function.NEGATE, right)
                                : left == right ? constant(0) : intern(new Binary(operator, left, right));
            case MULTIPLY -> times(left, right);
            case DIVIDE -> is(left, 0) ? left : is(right, 1) ? left : intern(new Binary(operator, left, right));
            case POWER -> power(left, right);
            case MIN, MAX -> left == right ? left : intern(new Binary(operator, left, right));
        };
    }

    private int times(int left, int right) {
        if (is(left, 0) || is(right, 1)) {
            return left;
        }
        if (is(right, 0) || is(left, 1)) {
            return right;
        }
        if (is(left, -1)) {
            return unary(Function.NEGATE, right);
        }
        if (is(right, -1)) {
            return unary(Function.NEGATE, left);
        }
        return intern(new Binary(Operator.MULTIPLY, left, right));
    }

    /** Small whole powers are products: exact for negative bases, and cheaper. */
    private int power(int base, int exponent) {
        if (nodes.get(exponent) instanceof Constant(double e)) {
            if (e == 0) {
                return constant(1);
            }
            if (e == Math.rint(e) && Math.abs(e) <= 4) {
                int product = base;
                for (int k = 1; k < Math.abs(e); k++) {
                    product = product(product, base);
                }
                return e > 0 ? product : binary(Operator.DIVIDE, constant(1), product);
            }
        }
        return intern(new Binary(Operator.POWER, base, exponent));
    }

    int unary(Function function, int argument) {
        if (nodes.get(argument) instanceof Constant(double value)) {
            return constant(function.apply(value));
        }
        if (function == Function.NEGATE
                && nodes.get(argument) instanceof Unary(Function inner, int inside)
                && inner == Function.NEGATE) {
            return inside;
        }
        return intern(new Unary(function, argument));
    }

    int ifLess(int left, int right, int then, int otherwise) {
        return then == otherwise ? then : intern(new IfLess(left, right, then, otherwise));
    }

    /** The derivative of a node by a symbol. */
    int derivative(int of, String symbol) {
        return derivative(of, symbol, new HashMap<>());
    }

    private int derivative(int of, String symbol, Map<Integer, Integer> known) {
        Integer found = known.get(of);
        if (found != null) {
            return found;
        }
        int result = switch (nodes.get(of)) {
            case Constant _ -> constant(0);
            case Symbol(String name) -> constant(name.equals(symbol) ? 1 : 0);
            case Binary(Operator operator, int left, int right) ->
                derivative(
                        operator, of, left, right, derivative(left, symbol, known), derivative(right, symbol, known));
            case Unary(Function function, int argument) ->
                product(outer(function, of, argument), derivative(argument, symbol, known));
            case IfLess(int left, int right, int then, int otherwise) ->
                ifLess(left, right, derivative(then, symbol, known), derivative(otherwise, symbol, known));
        };
        known.put(of, result);
        return result;
    }

    private int derivative(Operator operator, int of, int left, int right, int byLeft, int byRight) {
        return switch (operator) {
            case ADD, SUBTRACT -> binary(operator, byLeft, byRight);
            case MULTIPLY -> sum(product(byLeft, right), product(left, byRight));
            // (l / r)' = (l' - (l / r) r') / r
            case DIVIDE -> binary(Operator.DIVIDE, binary(Operator.SUBTRACT, byLeft, product(of, byRight)), right);
            case POWER -> powerDerivative(of, left, right, byLeft, byRight);
            case MIN -> ifLess(left, right, byLeft, byRight);
            case MAX -> ifLess(left, right, byRight, byLeft);
        };
    }

    private int powerDerivative(int of, int base, int exponent, int byBase, int byExponent) {
        int ofBase = product(
                product(exponent, binary(Operator.POWER, base, binary(Operator.SUBTRACT, exponent, constant(1)))),
                byBase);
        return is(byExponent, 0) ? ofBase : sum(ofBase, product(product(of, unary(Function.LOG, base)), byExponent));
    }

    /** The derivative of a function by its argument. */
    private int outer(Function function, int of, int argument) {
        return switch (function) {
            case NEGATE -> constant(-1);
            case EXP -> of;
            case LOG -> binary(Operator.DIVIDE, constant(1), argument);
            case SQRT -> binary(Operator.DIVIDE, constant(0.5), of);
            case TANH -> binary(Operator.SUBTRACT, constant(1), product(of, of));
            case SIGMOID -> product(of, binary(Operator.SUBTRACT, constant(1), of));
            case SIN -> unary(Function.COS, argument);
            case COS -> unary(Function.NEGATE, unary(Function.SIN, argument));
            case ABS -> ifLess(argument, constant(0), constant(-1), constant(1));
        };
    }

    /** Whether a node mentions any of the symbols. */
    boolean mentions(int node, Set<String> symbols) {
        return mentions(node, symbols, new HashMap<>());
    }

    private boolean mentions(int node, Set<String> symbols, Map<Integer, Boolean> known) {
        Boolean found = known.get(node);
        if (found != null) {
            return found;
        }
        boolean result = switch (nodes.get(node)) {
            case Constant _ -> false;
            case Symbol(String name) -> symbols.contains(name);
            case Binary(Operator _, int left, int right) ->
                mentions(left, symbols, known) || mentions(right, symbols, known);
            case Unary(Function _, int argument) -> mentions(argument, symbols, known);
            case IfLess(int left, int right, int then, int otherwise) ->
                mentions(left, symbols, known)
                        || mentions(right, symbols, known)
                        || mentions(then, symbols, known)
                        || mentions(otherwise, symbols, known);
        };
        known.put(node, result);
        return result;
    }

    private boolean is(int node, double value) {
        return nodes.get(node) instanceof Constant(double v) && v == value;
    }

    private int intern(Node node) {
        Integer known = indices.get(node);
        if (known != null) {
            return known;
        }
        if (nodes.size() >= MOST_NODES) {
            throw new ModelTooLargeException("the equations and their derivatives have more than " + MOST_NODES
                    + " different terms; write them with fewer");
        }
        nodes.add(node);
        indices.put(node, nodes.size() - 1);
        return nodes.size() - 1;
    }
}
