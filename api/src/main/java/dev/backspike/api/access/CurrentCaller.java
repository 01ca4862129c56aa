package dev.backspike.api.access;

import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** On whose behalf the current thread works: who sent the request, or the service itself outside of any. */
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
     * @param owner whose it is
     * @param what for people, such as {@code job j01...}
     * @throws ProblemException if it is neither the caller's, nor the caller an admin
     */
    public void requireOwner(String owner, String what) {
        Caller caller = get();
        if (!caller.may(Scope.ADMIN) && !caller.name().equals(owner)) {
            throw new ProblemException(
                    HttpStatus.FORBIDDEN,
                    ProblemCode.NOT_OWNER,
                    what + " is " + owner + "'s, and you are " + caller.name()
                            + "; its owner or an admin may change it");
        }
    }
}
