package dev.backspike.common.code;

import java.util.Locale;

/** How a code is written in JSON and in the database: {@code JOB_ENDED} as {@code job-ended}. */
final class Word {

    private Word() {}

    static String of(Enum<?> code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
