package dev.backspike.engine.dynamics;

/** A neuron model whose equations, with their derivatives, are too long to be compiled. */
public final class ModelTooLargeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    ModelTooLargeException(String message) {
        super(message);
    }
}
