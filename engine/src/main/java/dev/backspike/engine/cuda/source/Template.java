package dev.backspike.engine.cuda.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with holes, so that kernels stay files of their own.
 *
 * <pre>
 * ${name}, ${item.name}            a value
 * //@ for item in list ... //@ end the lines between, for each element of the list
 * //@ if name ... //@ end          the lines between, if true
 * </pre>
 */
record Template(String file, List<String> lines) {

    private static final Pattern HOLE = Pattern.compile("\\$\\{([\\w.]+)}");
    private static final Pattern FOR = Pattern.compile("//@ for (\\w+) in ([\\w.]+)");
    private static final Pattern IF = Pattern.compile("//@ if ([\\w.]+)");

    /** Reads a file beside this class. */
    static Template read(String file) {
        try (InputStream in = Template.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the kernel " + file + " is missing from this program");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Template(file, text.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    /** @param values numbers, texts, booleans, maps of the same, and lists of maps */
    String fill(Map<String, ?> values) {
        StringBuilder out = new StringBuilder();
        fill(0, lines.size(), values, out);
        return out.toString();
    }

    private void fill(int from, int to, Map<String, ?> values, StringBuilder out) {
        for (int k = from; k < to; k++) {
            String line = lines.get(k).strip();
            Matcher repeated = FOR.matcher(line);
            Matcher conditional = IF.matcher(line);
            if (repeated.matches()) {
                int end = end(k);
                for (Object item : (List<?>) value(repeated.group(2), values, k)) {
                    Map<String, Object> inner = new HashMap<>(values);
                    inner.put(repeated.group(1), item);
                    fill(k + 1, end, inner, out);
                }
                k = end;
            } else if (conditional.matches()) {
                int end = end(k);
                if ((Boolean) value(conditional.group(1), values, k)) {
                    fill(k + 1, end, values, out);
                }
                k = end;
            } else if (line.startsWith("//@")) {
                throw new IllegalStateException(file + ":" + (k + 1) + " is not a line of a template: " + line);
            } else {
                int number = k;
                out.append(HOLE.matcher(lines.get(k)).replaceAll(hole -> text(hole.group(1), values, number)))
                        .append('\n');
            }
        }
    }

    /** The line that ends what begins at a line. */
    private int end(int start) {
        int depth = 0;
        for (int k = start; k < lines.size(); k++) {
            String line = lines.get(k).strip();
            if (line.equals("//@ end")) {
                depth--;
            } else if (line.startsWith("//@")) {
                depth++;
            }
            if (depth == 0) {
                return k;
            }
        }
        throw new IllegalStateException(file + ":" + (start + 1) + " has no end");
    }

    private String text(String path, Map<String, ?> values, int line) {
        Object value = value(path, values, line);
        if (value instanceof String || value instanceof Number) {
            return Matcher.quoteReplacement(value.toString());
        }
        throw new IllegalStateException(file + ":" + (line + 1) + ": " + path + " is no text: " + value);
    }

    private Object value(String path, Map<String, ?> values, int line) {
        Object at = values;
        for (String name : path.split("\\.", -1)) {
            at = at instanceof Map<?, ?> map ? map.get(name) : null;
        }
        if (at == null) {
            throw new IllegalStateException(file + ":" + (line + 1) + ": nothing is named " + path);
        }
        return at;
    }
}
