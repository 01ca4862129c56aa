package dev.backspike.common.protocol;

import dev.backspike.common.code.ProblemCode;

/** The service rejects a request of a worker for good; a retry would be rejected too. Over HTTP its status is 422. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final String detail;

    /** @param detail message for users */
    public RefusedException(ProblemCode code, String detail) {
        super(code.word() + ": " + detail);
        this.code = code;
        this.detail = detail;
    }

    public ProblemCode code() {
        return code;
    }

    public String detail() {
        return detail;
    }
}
