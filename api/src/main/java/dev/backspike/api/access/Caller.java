package dev.backspike.api.access;

import java.util.EnumSet;
import java.util.Set;

/**
 * Who calls.
 *
 * @param name of whom submitted jobs are, at most 200 characters
 * @param scopes with all that they include
 */
public record Caller(String name, Set<Scope> scopes) {

    /** Everybody where there is no security, and what the service does by itself, an embedded worker included. */
    public static final Caller LOCAL = new Caller("local", EnumSet.allOf(Scope.class));

    /** Who has not said who it is. */
    public static final Caller NOBODY = new Caller("nobody", Set.of());

    /** Names that nobody can have, as they mean something here. */
    public static final Set<String> RESERVED = Set.of(LOCAL.name(), NOBODY.name());

    public Caller {
        Set<Scope> all = EnumSet.noneOf(Scope.class);
        scopes.forEach(scope -> all.addAll(scope.included()));
        scopes = Set.copyOf(all);
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}
