package dev.backspike.api.access;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a caller may do; docs/access.md describes each scope. */
public enum Scope {
    /** Reads everything. */
    VIEWER,
    /** Submits jobs, and changes its own. */
    SUBMITTER,
    /** Leases and reports attempts, and nothing else. */
    WORKER,
    /** Changes resources of every owner, and manages tokens. */
    ADMIN;

    /** Returns the scope as written in tokens and messages. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the scopes implied by this one, including itself. */
    Set<Scope> included() {
        return switch (this) {
            case VIEWER -> EnumSet.of(VIEWER);
            case SUBMITTER -> EnumSet.of(SUBMITTER, VIEWER);
            case WORKER -> EnumSet.of(WORKER);
            case ADMIN -> EnumSet.of(ADMIN, SUBMITTER, VIEWER);
        };
    }
}
