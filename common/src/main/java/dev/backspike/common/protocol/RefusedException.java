package dev.backspike.common.protocol;

import dev.backspike.common.code.ProblemCode;

/** What a worker asked for is wrong in itself, so that asking again gives the same: 422 over HTTP. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final String detail;

    /** @param detail what is wrong, for people */
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
