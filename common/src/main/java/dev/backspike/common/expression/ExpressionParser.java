package dev.backspike.common.expression;

import dev.backspike.common.expression.Expression.Binary;
import dev.backspike.common.expression.Expression.Constant;
import dev.backspike.common.expression.Expression.IfLess;
import dev.backspike.common.expression.Expression.Symbol;
import dev.backspike.common.expression.Expression.Unary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads an expression by recursive descent. The grammar, with the usual precedence and {@code ^} binding to the right:
 *
 * <pre>
 * sum     = product { ("+" | "-") product }
 * product = factor { ("*" | "/") factor }
 * factor  = ["-" | "+"] power
 * power   = atom [ "^" factor ]
 * atom    = number | name | name "(" sum { "," sum } ")" | "(" sum ")"
 *         | "if" "(" sum ("&lt;" | "&lt;=" | "&gt;" | "&gt;=") sum "," sum "," sum ")"
 * </pre>
 *
 * Functions: {@code exp, log, sqrt, tanh, sigmoid, sin, cos, abs} of one argument, {@code min, max} of two. Length and
 * nesting are bounded, so that hostile texts cost no more than others.
 */
public final class ExpressionParser {

    /** The longest text, in characters. */
    public static final int MOST_CHARACTERS = 1000;

    private static final int DEEPEST = 50;

    private static final Map<String, Function> FUNCTIONS = Arrays.stream(Function.values())
            .filter(f -> f != Function.NEGATE)
            .collect(Collectors.toMap(Function::word, f -> f));

    private final String text;
    private int at;
    private int depth;

    private ExpressionParser(String text) {
        this.text = text;
    }

    /**
     * Reads an expression.
     *
     * @throws ExpressionException if the text is not an expression, with the column and what was expected there
     */
    public static Expression parse(String text) throws ExpressionException {
        if (text.length() > MOST_CHARACTERS) {
            throw new ExpressionException(
                    MOST_CHARACTERS + 1, "an expression has at most " + MOST_CHARACTERS + " characters");
        }
        ExpressionParser parser = new ExpressionParser(text);
        Expression expression = parser.sum();
        if (parser.peek() != 0) {
            throw parser.expected("an operator or the end");
        }
        return expression;
    }

    private Expression sum() throws ExpressionException {
        if (++depth > DEEPEST) {
            throw new ExpressionException(at + 1, "parentheses are nested more than " + DEEPEST + " deep");
        }
        Expression left = product();
        for (char c = peek(); c == '+' || c == '-'; c = peek()) {
            at++;
            left = new Binary(c == '+' ? Operator.ADD : Operator.SUBTRACT, left, product());
        }
        depth--;
        return left;
    }

    private Expression product() throws ExpressionException {
        Expression left = factor();
        for (char c = peek(); c == '*' || c == '/'; c = peek()) {
            at++;
            left = new Binary(c == '*' ? Operator.MULTIPLY : Operator.DIVIDE, left, factor());
        }
        return left;
    }

    private Expression factor() throws ExpressionException {
        boolean negative = false;
        for (char c = peek(); c == '-' || c == '+'; c = peek()) {
            negative ^= c == '-';
            at++;
        }
        Expression power = power();
        return negative ? new Unary(Function.NEGATE, power) : power;
    }

    private Expression power() throws ExpressionException {
        Expression base = atom();
        if (peek() != '^') {
            return base;
        }
        at++;
        if (++depth > DEEPEST) {
            throw new ExpressionException(at + 1, "powers are nested more than " + DEEPEST + " deep");
        }
        Expression exponent = factor();
        depth--;
        return new Binary(Operator.POWER, base, exponent);
    }

    private Expression atom() throws ExpressionException {
        char c = peek();
        if (c == '(') {
            at++;
            Expression inner = sum();
            require(')', "\")\" or an operator");
            return inner;
        }
        if (isDigit(c) || c == '.') {
            return number();
        }
        if (!isLetter(c)) {
            throw expected("a number, a name or \"(\"");
        }
        int start = at;
        while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
            at++;
        }
        String name = text.substring(start, at);
        return peek() == '(' ? call(name, start) : new Symbol(name);
    }

    private Expression call(String name, int start) throws ExpressionException {
        at++;
        if (name.equals("if")) {
            return conditional();
        }
        List<Expression> arguments = new ArrayList<>(List.of(sum()));
        while (peek() == ',') {
            at++;
            arguments.add(sum());
        }
        require(')', "\",\" or \")\"");
        Function function = FUNCTIONS.get(name);
        if (function != null) {
            requireArguments(name, start, arguments, 1);
            return new Unary(function, arguments.getFirst());
        }
        if (name.equals("min") || name.equals("max")) {
            requireArguments(name, start, arguments, 2);
            return new Binary(
                    name.equals("min") ? Operator.MIN : Operator.MAX, arguments.getFirst(), arguments.getLast());
        }
        throw new ExpressionException(
                start + 1,
                name + " is not a function; there are "
                        + FUNCTIONS.keySet().stream().sorted().collect(Collectors.joining(", ")) + ", min, max and if");
    }

    private Expression conditional() throws ExpressionException {
        Expression left = sum();
        char comparison = peek();
        if (comparison != '<' && comparison != '>') {
            throw expected("a comparison (<, <=, > or >=)");
        }
        at++;
        boolean orEqual = at < text.length() && text.charAt(at) == '=';
        at += orEqual ? 1 : 0;
        Expression right = sum();
        require(',', "\",\"");
        Expression then = sum();
        require(',', "\",\"");
        Expression otherwise = sum();
        require(')', "\")\"");
        // a <= b is not b < a, and a > b is b < a.
        if (comparison == '<') {
            return orEqual ? new IfLess(right, left, otherwise, then) : new IfLess(left, right, then, otherwise);
        }
        return orEqual ? new IfLess(left, right, otherwise, then) : new IfLess(right, left, then, otherwise);
    }

    private void requireArguments(String name, int start, List<Expression> arguments, int wanted)
            throws ExpressionException {
        if (arguments.size() != wanted) {
            throw new ExpressionException(
                    start + 1,
                    name + " takes " + wanted + (wanted == 1 ? " argument" : " arguments") + ", has "
                            + arguments.size());
        }
    }

    private Expression number() throws ExpressionException {
        int start = at;
        digits();
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
                at++;
            }
            digits();
        }
        try {
            double value = Double.parseDouble(text.substring(start, at));
            if (Double.isFinite(value)) {
                return new Constant(value);
            }
        } catch (NumberFormatException e) {
            throw new ExpressionException(start + 1, "\"" + text.substring(start, at) + "\" is not a number");
        }
        throw new ExpressionException(start + 1, "the number is too large for double precision");
    }

    private void digits() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
    }

    private void require(char wanted, String description) throws ExpressionException {
        if (peek() != wanted) {
            throw expected(description);
        }
        at++;
    }

    /** The next character that is not a space; 0 at the end. */
    private char peek() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private ExpressionException expected(String what) {
        String found =
                at < text.length() ? "\"" + text.substring(at, Math.min(text.length(), at + 10)) + "\"" : "the end";
        return new ExpressionException(at + 1, "expected " + what + ", found " + found);
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
