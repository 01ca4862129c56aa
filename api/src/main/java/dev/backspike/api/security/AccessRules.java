package dev.backspike.api.security;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;

import dev.backspike.api.access.Scope;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.util.matcher.DispatcherTypeRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;

/**
 * Determines which scope a request needs: that of the first rule that matches. A request that no rule matches is
 * rejected.
 */
@Component
class AccessRules implements AuthorizationManager<RequestAuthorizationContext> {

    /** @param scope null if none is needed */
    private record Rule(RequestMatcher requests, @Nullable Scope scope) {}

    private final List<Rule> rules = List.of(
            // Continues a request that has been admitted, or reports one that has been rejected.
            new Rule(new DispatcherTypeRequestMatcher(DispatcherType.ASYNC), null),
            new Rule(new DispatcherTypeRequestMatcher(DispatcherType.ERROR), null),
            // Orchestrators and monitoring have no token.
            new Rule(EndpointRequest.to("health"), null),
            new Rule(EndpointRequest.to("info", "prometheus"), Scope.VIEWER),
            // The files of the web page are public; it reads its data with a token.
            new Rule(reading("/"), null),
            new Rule(reading("/page/**"), null),
            // Other actuator endpoints that an operator exposes may change the service or show its secrets.
            new Rule(EndpointRequest.toAnyEndpoint(), Scope.ADMIN),
            new Rule(pathPattern("/api/v1/worker/**"), Scope.WORKER),
            new Rule(pathPattern("/api/v1/tokens/**"), Scope.ADMIN),
            new Rule(pathPattern("/api/v1/audit/**"), Scope.ADMIN),
            new Rule(reading("/api/v1/**"), Scope.VIEWER),
            new Rule(reading("/openapi/**"), Scope.VIEWER),
            new Rule(reading("/openapi.yaml"), Scope.VIEWER),
            // Workers belong to the operator.
            new Rule(pathPattern("/api/v1/workers/**"), Scope.ADMIN),
            new Rule(pathPattern("/api/v1/**"), Scope.SUBMITTER));

    @Override
    public AuthorizationDecision authorize(
            Supplier<? extends @Nullable Authentication> authentication, RequestAuthorizationContext context) {
        Optional<Rule> rule = rule(context.getRequest());
        if (rule.isEmpty()) {
            return new AuthorizationDecision(false);
        }
        Scope scope = rule.get().scope();
        return new AuthorizationDecision(scope == null
                || Authenticated.caller(authentication.get())
                        .filter(caller -> caller.may(scope))
                        .isPresent());
    }

    /** Returns the scope that a request needs; null if it needs none, or if no scope is sufficient. */
    @Nullable
    Scope needed(HttpServletRequest request) {
        return rule(request).map(Rule::scope).orElse(null);
    }

    private Optional<Rule> rule(HttpServletRequest request) {
        return rules.stream().filter(rule -> rule.requests().matches(request)).findFirst();
    }

    private static RequestMatcher reading(String pattern) {
        return new OrRequestMatcher(pathPattern(HttpMethod.GET, pattern), pathPattern(HttpMethod.HEAD, pattern));
    }
}
