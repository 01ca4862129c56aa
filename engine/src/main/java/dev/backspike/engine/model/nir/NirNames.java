package dev.backspike.engine.model.nir;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.zip.CRC32;

/** The names of populations, derived from those of nodes, which may be anything. */
final class NirNames {

    /** The most characters of a population's name. */
    private static final int MOST = 100;
    /** A tilde and eight hexadecimal digits that tell names from each other whose beginnings are the same. */
    private static final int SUFFIX = 9;

    private NirNames() {}

    /**
     * The name of the population that a node becomes; the same for the same node in every reading of a file.
     *
     * @param taken names that other populations have
     */
    static String population(String node, Collection<String> taken) {
        String name = node.replaceAll("->|[.#]|\\p{C}", "_").strip();
        if (name.isEmpty()) {
            name = "_";
        }
        return name.length() <= MOST && !taken.contains(name) ? name : marked(name, node);
    }

    private static String marked(String name, String node) {
        CRC32 sum = new CRC32();
        sum.update(node.getBytes(StandardCharsets.UTF_8));
        int end = Math.min(name.length(), MOST - SUFFIX);
        if (Character.isHighSurrogate(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end) + "~%08x".formatted(sum.getValue());
    }
}
