package dev.backspike.common.expression;

/** A text that is not an expression. */
public final class ExpressionException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int column;

    ExpressionException(int column, String message) {
        super(message);
        this.column = column;
    }

    /** The column of the error in the text, counted from 1. */
    public int column() {
        return column;
    }
}
