package dev.backspike.api.access;

import java.util.EnumSet;
import java.util.Set;

/**
 * The user or program that calls the service.
 *
 * @param name owner of the jobs that it submits, at most 200 characters
 * @param scopes its scopes, including all that they imply
 */
public record Caller(String name, Set<Scope> scopes) {

    /** Every caller of a service without tokens, and the service itself, including its embedded worker. */
    public static final Caller LOCAL = new Caller("local", EnumSet.allOf(Scope.class));

    /** A caller without a token. */
    public static final Caller NOBODY = new Caller("nobody", Set.of());

    /** Names with a special meaning, which no token can have. */
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
