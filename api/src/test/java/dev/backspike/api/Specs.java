package dev.backspike.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Job specifications for tests. */
public final class Specs {

    private static final JsonMapper JSON = new JsonMapper();

    private Specs() {}

    /** The main example job. */
    public static String yinYang() {
        try {
            return Files.readString(Path.of("../deploy/examples/yin-yang.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The example with one more top-level field (or another value of it). */
    public static String yinYang(String field, Object value) {
        ObjectNode spec = (ObjectNode) JSON.readTree(yinYang());
        return spec.set(field, JSON.valueToTree(value)).toString();
    }

    /** The example with the value at a JSON pointer replaced. */
    public static String yinYangWith(String pointer, Object value) {
        ObjectNode spec = (ObjectNode) JSON.readTree(yinYang());
        int last = pointer.lastIndexOf('/');
        ((ObjectNode) spec.at(pointer.substring(0, last))).set(pointer.substring(last + 1), JSON.valueToTree(value));
        return spec.toString();
    }
}
