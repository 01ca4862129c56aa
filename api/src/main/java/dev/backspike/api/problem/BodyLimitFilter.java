package dev.backspike.api.problem;

import dev.backspike.common.code.ProblemCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Rejects a body that exceeds its size limit, whether or not its length was announced, or that arrives too slowly. The
 * exception is thrown where the body is read, inside Spring MVC, so that it becomes a problem document like any other.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class BodyLimitFilter extends OncePerRequestFilter {

    private final LimitProperties limits;

    BodyLimitFilter(LimitProperties limits) {
        this.limits = limits;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long limit = limits.maxBytes(request.getRequestURI());
        chain.doFilter(
                new HttpServletRequestWrapper(request) {
                    @Override
                    public ServletInputStream getInputStream() throws IOException {
                        return new Limited(super.getInputStream(), limit, getContentLengthLong(), limits);
                    }
                },
                response);
    }

    private static final class Limited extends ServletInputStream {

        private final ServletInputStream body;
        private final long limit;
        private final LimitProperties limits;
        private final long start = System.nanoTime();
        private long left;

        Limited(ServletInputStream body, long limit, long announced, LimitProperties limits) {
            this.body = body;
            this.limit = limit;
            this.limits = limits;
            this.left = announced > limit ? -1 : limit;
        }

        @Override
        public int read() throws IOException {
            check();
            int read = body.read();
            left -= read < 0 ? 0 : 1;
            check();
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            check();
            int read = body.read(into, offset, length);
            left -= Math.max(0, read);
            check();
            return read;
        }

        private void check() {
            if (left < 0) {
                throw new ProblemException(
                        ProblemCode.BODY_TOO_LARGE,
                        "the body is larger than the limit of " + limit + " bytes for this request");
            }
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            if (taken.compareTo(limits.longest(limit - left)) > 0) {
                throw new ProblemException(
                        ProblemCode.BODY_TOO_SLOW,
                        "only " + (limit - left) + " bytes of the body have arrived in " + taken.toSeconds()
                                + " s; the service waits " + limits.patience().toSeconds() + " s and one more for each "
                                + limits.slowest().toBytes() + " bytes");
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
