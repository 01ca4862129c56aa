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

/** Holds off callers that ask too often. Not workers: one that is not let through loses its jobs. */
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
                        "you have sent as many requests as you may in a minute; wait " + wait.toSeconds()
                                + " s, and follow jobs by their streams instead of asking again and again",
                        wait.plusMillis(999)));
    }
}
