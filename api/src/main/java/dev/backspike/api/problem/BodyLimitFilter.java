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
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stops reading a body at its limit, whether or not its length was announced. The refusal is thrown where the body is
 * read, inside Spring MVC, so that it becomes a problem document like any other.
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
                        return new Limited(super.getInputStream(), limit, getContentLengthLong());
                    }
                },
                response);
    }

    private static final class Limited extends ServletInputStream {

        private final ServletInputStream body;
        private final long limit;
        private long left;

        Limited(ServletInputStream body, long limit, long announced) {
            this.body = body;
            this.limit = limit;
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
                        HttpStatus.CONTENT_TOO_LARGE,
                        ProblemCode.BODY_TOO_LARGE,
                        "the body is larger than the limit of " + limit + " bytes for this request");
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
