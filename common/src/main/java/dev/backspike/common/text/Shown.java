package dev.backspike.common.text;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names that anyone may have written, as messages show them: short and printable. */
public final class Shown {

    private static final int MOST_CHARACTERS = 100;
    private static final int MOST_NAMES = 8;

    private Shown() {}

    /** Returns a name with a question mark for each invisible character, shortened if it is long. */
    public static String name(String name) {
        String text = name.replaceAll("\\p{C}", "?");
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
    }

    /** Returns the first eight texts, which must be printable, and the number of the others. */
    public static String list(Collection<String> texts) {
        String first = texts.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return texts.size() <= MOST_NAMES ? first : first + ", and " + (texts.size() - MOST_NAMES) + " more";
    }
}
