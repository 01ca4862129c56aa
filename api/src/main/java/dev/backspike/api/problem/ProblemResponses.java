package dev.backspike.api.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Sends problem documents from filters, whose exceptions do not reach the advice. */
@Component
public class ProblemResponses {

    private final HandlerExceptionResolver advice;

    ProblemResponses(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver advice) {
        this.advice = advice;
    }

    public void send(HttpServletRequest request, HttpServletResponse response, ProblemException problem) {
        if (advice.resolveException(request, response, null, problem) == null) {
            throw new IllegalStateException("no handler turns the exception into a problem document", problem);
        }
    }
}
