package dev.backspike.common.code;

import java.util.Locale;

/** Writes codes for JSON and the database: {@code JOB_ENDED} as {@code job-ended}. */
final class CodeWord {

    private CodeWord() {}

    static String of(Enum<?> code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
