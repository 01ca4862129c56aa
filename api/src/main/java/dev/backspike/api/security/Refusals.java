package dev.backspike.api.security;

import dev.backspike.api.access.Scope;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.api.problem.ProblemResponses;
import dev.backspike.common.code.ProblemCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Answers requests without a valid token or a sufficient scope. */
final class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final ProblemResponses problems;
    private final AccessRules rules;

    Refusals(ProblemResponses problems, AccessRules rules) {
        this.problems = problems;
        this.rules = rules;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refused) {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        problems.send(
                request,
                response,
                refused instanceof OAuth2AuthenticationException
                        ? new ProblemException(
                                ProblemCode.TOKEN_INVALID,
                                "the token is unknown, expired or revoked; ask an admin for" + " another")
                        : new ProblemException(
                                ProblemCode.TOKEN_MISSING,
                                "this request needs a token: send it as Authorization: Bearer TOKEN (./backspike reads it from"
                                        + " --token-file or BACKSPIKE_TOKEN)"));
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refused) {
        problems.send(request, response, new ProblemException(ProblemCode.SCOPE_MISSING, why(request)));
    }

    private String why(HttpServletRequest request) {
        Scope needed = rules.needed(request);
        String has = Authenticated.caller().stream()
                .flatMap(caller -> caller.scopes().stream())
                .map(Scope::word)
                .sorted()
                .collect(Collectors.joining(", "));
        return needed == null
                ? "no scope allows this request"
                : "this request needs the scope " + needed.word() + "; your token has: "
                        + (has.isEmpty() ? "none" : has);
    }
}
