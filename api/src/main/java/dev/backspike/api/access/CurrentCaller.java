package dev.backspike.api.access;

import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/**
 * The caller on whose behalf the current thread works: the sender of the request, or the service itself outside of
 * requests.
 */
@Component
public class CurrentCaller {

    public Caller get() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null) {
            return Caller.LOCAL;
        }
        return authentication.getPrincipal() instanceof Caller caller ? caller : Caller.NOBODY;
    }

    public String name() {
        return get().name();
    }

    /**
     * Checks that the caller may change a resource.
     *
     * @param owner owner of the resource
     * @param what the resource in a message, such as {@code job j01...}
     * @throws ProblemException if the caller is neither the owner nor an admin
     */
    public void requireOwner(String owner, String what) {
        Caller caller = get();
        if (!caller.may(Scope.ADMIN) && !caller.name().equals(owner)) {
            throw new ProblemException(
                    ProblemCode.NOT_OWNER,
                    what + " is " + owner + "'s, and you are " + caller.name()
                            + "; only its owner or an admin may change it");
        }
    }
}
