package dev.backspike.api.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

class BodyLimitFilterTest {

    private static final DataSize TEN = DataSize.ofBytes(10);

    private static void read(int bytes, Duration patience) throws ServletException, IOException {
        LimitProperties limits = new LimitProperties(TEN, TEN, TEN, TEN, patience, DataSize.ofBytes(1));
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/jobs");
        request.setContent(new byte[bytes]);
        new BodyLimitFilter(limits)
                .doFilter(
                        request,
                        new MockHttpServletResponse(),
                        (limited, _) -> assertThat(limited.getInputStream().readAllBytes())
                                .hasSize(bytes));
    }

    @Test
    void aBodyWithinItsLimitsIsRead() throws ServletException, IOException {
        read(10, Duration.ofHours(1));
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        assertThatThrownBy(() -> read(11, Duration.ofHours(1)))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.status()).isEqualTo(HttpStatus.CONTENT_TOO_LARGE));
    }

    @Test
    void aBodyThatArrivesTooSlowlyIsRefused() {
        assertThatThrownBy(() -> read(0, Duration.ofNanos(1)))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.status()).isEqualTo(HttpStatus.REQUEST_TIMEOUT));
    }

    @Test
    void moreBytesMayTakeMoreTime() {
        LimitProperties limits =
                new LimitProperties(TEN, TEN, TEN, TEN, Duration.ofSeconds(30), DataSize.ofKilobytes(16));
        assertThat(limits.longest(0)).isEqualTo(Duration.ofSeconds(30));
        assertThat(limits.longest(32 * 1024L)).isEqualTo(Duration.ofSeconds(32));
    }
}
