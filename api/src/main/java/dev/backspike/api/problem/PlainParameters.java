package dev.backspike.api.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.servlet.HandlerInterceptor;

/** Rejects U+0000, the one character that PostgreSQL cannot store, in all parameters. */
final class PlainParameters implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getQueryString() != null) {
            request.getParameterMap().forEach((name, values) -> {
                for (String value : values) {
                    if (value.indexOf('\0') >= 0) {
                        throw ProblemException.badParameter(name, "must not contain the character U+0000");
                    }
                }
            });
        }
        return true;
    }
}
