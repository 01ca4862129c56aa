package dev.backspike.api.security;

import dev.backspike.api.access.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Records every change that an authenticated caller requests, with its outcome, including rejected ones. Actions of
 * workers are in the events of jobs. Unauthenticated requests are not recorded, since anyone could fill the disk with
 * them.
 */
final class AuditFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(AuditFilter.class);

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final AuditLog audit;

    AuditFilter(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return READING.contains(request.getMethod())
                || path.startsWith("/api/v1/worker/")
                || path.endsWith(":validate");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Caller> caller = Authenticated.caller();
        if (caller.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        int status = HttpStatus.INTERNAL_SERVER_ERROR.value();
        try {
            chain.doFilter(request, response);
            status = response.getStatus();
        } finally {
            write(caller.get(), request, response, status);
        }
    }

    /** Records the request. The change has already been made, so a failure to record it is only logged. */
    private void write(Caller caller, HttpServletRequest request, HttpServletResponse response, int status) {
        String made = response.getHeader(HttpHeaders.LOCATION);
        String target = Objects.requireNonNullElse(made, request.getRequestURI());
        try {
            audit.add(caller.name(), request.getMethod(), target, status, request.getRemoteAddr());
        } catch (DataAccessException e) {
            log.error(
                    "could not add to the audit log: {} {} {} by {}, from {}",
                    request.getMethod(),
                    target,
                    status,
                    caller.name(),
                    request.getRemoteAddr(),
                    e);
        }
    }
}
