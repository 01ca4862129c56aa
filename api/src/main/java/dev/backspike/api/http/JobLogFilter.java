package dev.backspike.api.http;

import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Names the job of a request's path in what the request logs, security included. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class JobLogFilter extends OncePerRequestFilter {

    private static final Pattern PATH = Pattern.compile(
            "/api/v1/(?:jobs|worker/attempts)/(j[0-9a-hjkmnp-tv-z]{18})(?::\\w+|(?:/(?:attempts/)?(\\d{1,9}))?(?:/.*)?)");

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Matcher path = PATH.matcher(request.getRequestURI());
        if (!path.matches()) {
            chain.doFilter(request, response);
            return;
        }
        JobId job = new JobId(path.group(1));
        try (JobLog _ = path.group(2) == null
                ? JobLog.of(job)
                : JobLog.of(new AttemptId(job, Integer.parseInt(path.group(2))))) {
            chain.doFilter(request, response);
        }
    }
}
