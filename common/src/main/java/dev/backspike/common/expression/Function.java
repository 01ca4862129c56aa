package dev.backspike.common.expression;

import java.util.Locale;

/** A function of one expression. */
public enum Function {
    NEGATE,
    EXP,
    LOG,
    SQRT,
    TANH,
    /** 1 / (1 + exp(-x)). */
    SIGMOID,
    SIN,
    COS,
    ABS;

    /** How the function is written. */
    public String word() {
        return this == NEGATE ? "-" : name().toLowerCase(Locale.ROOT);
    }

    /** The function's value in double precision. */
    public double apply(double x) {
        return switch (this) {
            case NEGATE -> -x;
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case SQRT -> Math.sqrt(x);
            case TANH -> Math.tanh(x);
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case SIN -> Math.sin(x);
            case COS -> Math.cos(x);
            case ABS -> Math.abs(x);
        };
    }
}
