package dev.backspike.engine.model;

/** A file is not of the safetensors format, is damaged or holds a type that is not read here. */
public final class MalformedSafetensorsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedSafetensorsException(String problem) {
        super("not a safetensors file, or a damaged one: " + problem);
    }

    MalformedSafetensorsException(String problem, Throwable cause) {
        super("not a safetensors file, or a damaged one: " + problem, cause);
    }
}
