package dev.backspike.api.http;

import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ETag;

/**
 * The condition that a resource still has the version that the client has read (RFC 9110, section 13.1.1).
 *
 * <p>An entity tag is the version, followed by a dash and a hash of what may change without an event, such as the
 * reason why a queued job waits. Only the version is compared.
 */
public final class IfMatch {

    /** No condition. */
    public static final IfMatch ANY = new IfMatch(List.of());

    private final List<ETag> tags;

    private IfMatch(List<ETag> tags) {
        this.tags = tags;
    }

    /**
     * Parses the header.
     *
     * @param header null if the request has none
     */
    public static IfMatch of(@Nullable String header) {
        if (header == null || header.strip().equals("*")) {
            return ANY;
        }
        List<ETag> tags = ETag.parse(header);
        if (tags.isEmpty()) {
            throw ProblemException.badParameter("If-Match", "must be * or entity tags in quotation marks");
        }
        return new IfMatch(tags);
    }

    /** Returns the entity tag of a representation. */
    public static String tag(String version, String rest) {
        return "\"" + version + (rest.isEmpty() ? "" : "-" + rest) + "\"";
    }

    /**
     * Checks the condition; the caller holds the lock of the resource.
     *
     * @throws ProblemException if the client has read another version
     */
    public void require(String version, String resource) {
        if (!tags.isEmpty() && tags.stream().noneMatch(tag -> names(tag, version))) {
            throw new ProblemException(
                    ProblemCode.PRECONDITION_FAILED,
                    resource + " no longer has the tag in If-Match: it has changed; read it again");
        }
    }

    private static boolean names(ETag tag, String version) {
        return !tag.weak() && (tag.tag().equals(version) || tag.tag().startsWith(version + "-"));
    }
}
