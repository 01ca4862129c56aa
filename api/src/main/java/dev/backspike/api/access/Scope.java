package dev.backspike.api.access;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a caller may do; docs/access.md says what each is for. */
public enum Scope {
    /** Reads what is there. */
    VIEWER,
    /** Submits, and changes what is its own. */
    SUBMITTER,
    /** Takes work and reports on it; nothing else. */
    WORKER,
    /** Changes what is anybody's, hands out tokens. */
    ADMIN;

    /** As tokens and messages have it. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whoever may change things may read them. */
    Set<Scope> included() {
        return switch (this) {
            case VIEWER -> EnumSet.of(VIEWER);
            case SUBMITTER -> EnumSet.of(SUBMITTER, VIEWER);
            case WORKER -> EnumSet.of(WORKER);
            case ADMIN -> EnumSet.of(ADMIN, SUBMITTER, VIEWER);
        };
    }
}
