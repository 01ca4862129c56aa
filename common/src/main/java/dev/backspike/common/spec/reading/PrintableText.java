package dev.backspike.common.spec.reading;

/** Texts that can be stored and shown anywhere. */
final class PrintableText {

    private PrintableText() {}

    /** Whether a text is not too long and free of control characters and half surrogate pairs. */
    static boolean fits(String text, int maxLength) {
        return text.length() <= maxLength
                && text.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }
}
