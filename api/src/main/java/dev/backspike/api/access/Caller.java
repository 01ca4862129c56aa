package dev.backspike.api.access;

import dev.backspike.common.protocol.AttemptId;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The user or program that calls the service.
 *
 * @param name owner of the jobs that it submits, at most 200 characters
 * @param scopes its scopes, including all that they imply
 * @param only the only attempt that a worker may lease; null for no such limit
 */
public record Caller(
        String name, Set<Scope> scopes, @Nullable AttemptId only) {

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

    public Caller(String name, Set<Scope> scopes) {
        this(name, scopes, null);
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}
