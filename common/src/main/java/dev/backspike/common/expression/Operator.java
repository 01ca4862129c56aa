package dev.backspike.common.expression;

/** An operation on two expressions. */
public enum Operator {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    /** The power of a positive base, or of any base with a constant whole exponent. */
    POWER("^"),
    /** The smaller of two values; its derivative is that of the chosen one. */
    MIN("min"),
    /** The larger of two values; its derivative is that of the chosen one. */
    MAX("max");

    private final String symbol;

    Operator(String symbol) {
        this.symbol = symbol;
    }

    /** How the operation is written. */
    public String symbol() {
        return symbol;
    }

    /** The operation's value, as IEEE 754 double precision defines it. */
    public double apply(double left, double right) {
        return switch (this) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
            case POWER -> Math.pow(left, right);
            case MIN -> Math.min(left, right);
            case MAX -> Math.max(left, right);
        };
    }
}
