package dev.backspike.common.text;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rule for names and labels that users choose: texts that can be stored anywhere and consist of visible characters.
 * Two names that look alike are a danger where someone deletes or cancels by name, so characters that do not show are
 * refused: control characters, those that turn the direction of the text, and those without width.
 */
public final class PrintableText {

    /** Invisible letters and marks that Unicode does not classify as format characters. */
    private static final Set<Integer> BLANK = Set.of(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0);

    private PrintableText() {}

    /**
     * What is wrong with a text; null if nothing is.
     *
     * @param most characters (code points)
     * @return the end of a sentence that begins with the name of the field
     */
    public static @Nullable String objection(String text, int most) {
        int length = text.codePointCount(0, text.length());
        if (length > most) {
            return "must have at most " + most + " characters, has " + length;
        }
        int hidden =
                text.codePoints().filter(PrintableText::isHidden).findFirst().orElse(-1);
        return hidden < 0
                ? null
                : "must not contain invisible characters, but has " + described(hidden) + "; remove it";
    }

    private static boolean isHidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> BLANK.contains(character);
        };
    }

    private static String described(int character) {
        String name = Character.getType(character) == Character.SURROGATE
                ? "half of a surrogate pair"
                : Character.getName(character);
        return String.format(Locale.ROOT, "U+%04X (%s)", character, name);
    }
}
