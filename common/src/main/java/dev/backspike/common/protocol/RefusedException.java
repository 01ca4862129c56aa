package dev.backspike.common.protocol;

/** What a worker asked for is wrong in itself, so that asking again gives the same: 422 over HTTP. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final String detail;

    /**
     * @param code stable word for programs, such as {@code event-gap}
     * @param detail what is wrong, for people
     */
    public RefusedException(String code, String detail) {
        super(code + ": " + detail);
        this.code = code;
        this.detail = detail;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return detail;
    }
}
