package dev.backspike.api.security;

import static dev.backspike.api.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.problem.ProblemResponses;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** A service without tokens is not for web pages. */
@ServiceTest
class LoopbackGuardTest {

    @LocalServerPort
    private int port;

    @Autowired
    private ProblemResponses problems;

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "[::1]", "backspike.localhost", "LOCALHOST"})
    void thisMachinesNamesAreAnswered(String host) throws Exception {
        assertThat(call(host, null, null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "evillocalhost"})
    void aNameThatIsMadeToMeanThisMachineIsNot(String host) throws Exception {
        assertThat(call(host, null, null)).contains("foreign-host");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, same-origin, true",
        "http://localhost:8080, , true",
        ", none, true",
        "http://evil.example, , false",
        "null, , false",
        "http://localhost:9000, same-site, false",
        "http://localhost:9000, , false",
        ", cross-site, false",
        ", same-site, false"
    })
    void pagesOfOtherSitesAreNotAnswered(@Nullable String origin, @Nullable String site, boolean answered)
            throws Exception {
        assertThat(call("localhost", origin, site) == null).isEqualTo(answered);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, navigate, document, true",
        "GET, /, navigate, iframe, false",
        "GET, /, no-cors, empty, false",
        "POST, /, navigate, document, false",
        "GET, /api/v1/jobs, navigate, document, false"
    })
    void aLinkOfAnotherSiteLeadsToThePageAndNowhereElse(
            String method, String path, String mode, String destination, boolean answered) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        request.addHeader("Sec-Fetch-Site", "cross-site");
        request.addHeader("Sec-Fetch-Mode", mode);
        request.addHeader("Sec-Fetch-Dest", destination);
        MockHttpServletResponse response = new MockHttpServletResponse();

        new LoopbackGuard(problems).doFilter(request, response, new MockFilterChain());

        assertThat(response.getStatus() == 200).isEqualTo(answered);
    }

    @Test
    void everyRequestPassesTheGuard() {
        problem(
                new Service(port)
                        .http()
                        .get()
                        .uri("/api/v1/jobs")
                        .header("Origin", "http://evil.example")
                        .exchange()
                        .expectHeader()
                        .valueEquals("X-Frame-Options", "DENY"),
                HttpStatus.FORBIDDEN,
                "foreign-origin");
        problem(
                new Service(port)
                        .http()
                        .get()
                        .uri("/actuator/health")
                        .header("Origin", "http://evil.example")
                        .exchange(),
                HttpStatus.FORBIDDEN,
                "foreign-origin");
    }

    /** @return the refusal; null if it was let through */
    private @Nullable String call(String host, @Nullable String origin, @Nullable String site)
            throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/jobs");
        request.setServerName(host);
        request.addHeader("Host", host + ":8080");
        if (origin != null) {
            request.addHeader("Origin", origin);
        }
        if (site != null) {
            request.addHeader("Sec-Fetch-Site", site);
        }
        MockFilterChain chain = new MockFilterChain();
        MockHttpServletResponse response = new MockHttpServletResponse();
        new LoopbackGuard(problems).doFilter(request, response, chain);
        if (chain.getRequest() != null) {
            return null;
        }
        assertThat(response.getStatus()).isEqualTo(403);
        return response.getContentAsString();
    }
}
