package dev.backspike.api.security;

import dev.backspike.api.problem.ProblemException;
import dev.backspike.api.problem.ProblemResponses;
import dev.backspike.common.code.ProblemCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Protects a service without tokens from web pages of other sites. A browser on this machine can reach the loopback
 * interface on behalf of any page: directly, which {@code Origin} and {@code Sec-Fetch-Site} reveal, or by a host name
 * of the page that resolves to 127.0.0.1 (DNS rebinding), which {@code Host} reveals. Only a link to the web page of
 * the service may be followed from another site, such as a notebook: that site can neither read nor frame the page.
 */
final class LoopbackGuard extends OncePerRequestFilter {

    /** Names and addresses of the loopback interface; nothing is resolved. */
    private static final Pattern THIS_MACHINE =
            Pattern.compile("(.+\\.)?localhost|127(\\.[0-9]{1,3}){3}|\\[?(::|0:0:0:0:0:0:0:)1]?");

    private static final Set<String> OWN_SITES = Set.of("none", "same-origin");

    private final ProblemResponses problems;

    LoopbackGuard(ProblemResponses problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ProblemException refusal = refusal(request);
        if (refusal == null) {
            chain.doFilter(request, response);
        } else {
            problems.send(request, response, refusal);
        }
    }

    private static @Nullable ProblemException refusal(HttpServletRequest request) {
        String host = request.getServerName().toLowerCase(Locale.ROOT);
        if (!THIS_MACHINE.matcher(host).matches()) {
            return new ProblemException(
                    ProblemCode.FOREIGN_HOST,
                    "a service without tokens accepts requests to localhost and 127.0.0.1 only, not to " + host
                            + "; use one of these in the URL, or set backspike.security.mode=tokens");
        }
        if (followsLinkToPage(request)) {
            return null;
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String site = request.getHeader("Sec-Fetch-Site");
        if ((origin != null && !origin.equalsIgnoreCase(own(request))) || (site != null && !OWN_SITES.contains(site))) {
            return new ProblemException(
                    ProblemCode.FOREIGN_ORIGIN,
                    "a service without tokens rejects requests from pages of other sites; set"
                            + " backspike.security.mode=tokens");
        }
        return null;
    }

    private static boolean followsLinkToPage(HttpServletRequest request) {
        return request.getMethod().equals("GET")
                && request.getRequestURI().equals(request.getContextPath() + "/")
                && "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                && "document".equals(request.getHeader("Sec-Fetch-Dest"));
    }

    private static String own(HttpServletRequest request) {
        return request.getScheme() + "://" + request.getHeader(HttpHeaders.HOST);
    }
}
