package dev.backspike.api.security;

import dev.backspike.api.access.Scope;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.api.problem.ProblemResponses;
import dev.backspike.common.code.ProblemCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Rejects requests of callers that exceed their rate limit. Workers are exempt, since a rejected worker would lose its
 * leases.
 */
final class RequestLimitFilter extends OncePerRequestFilter {

    private final RequestLimit limit;
    private final ProblemResponses problems;

    RequestLimitFilter(RequestLimit limit, ProblemResponses problems) {
        this.limit = limit;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Duration wait = Authenticated.caller()
                .filter(caller -> !caller.may(Scope.WORKER))
                .map(caller -> limit.take(caller.name()))
                .orElse(Duration.ZERO);
        if (wait.isZero()) {
            chain.doFilter(request, response);
            return;
        }
        problems.send(
                request,
                response,
                ProblemException.tooManyRequests(
                        ProblemCode.TOO_MANY_REQUESTS,
                        "your requests exceed the limit per minute; wait " + wait.toSeconds()
                                + " s, and follow jobs by their event streams instead of polling",
                        wait.plusMillis(999)));
    }
}
