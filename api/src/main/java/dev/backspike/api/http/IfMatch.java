package dev.backspike.api.http;

import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ETag;
import org.springframework.http.HttpStatus;

/**
 * The version of a resource that a client has seen and wants to change, and no other (RFC 9110, section 13.1.1).
 *
 * <p>A tag is the version, and behind a dash what may change without anything having happened, such as what a queued
 * job waits for. Only the version is compared.
 */
public final class IfMatch {

    /** No condition. */
    public static final IfMatch ANY = new IfMatch(List.of());

    private final List<ETag> tags;

    private IfMatch(List<ETag> tags) {
        this.tags = tags;
    }

    /** @param header null if there is none */
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

    /** The tag of a representation. */
    public static String tag(String version, String rest) {
        return "\"" + version + (rest.isEmpty() ? "" : "-" + rest) + "\"";
    }

    /**
     * Call this where the resource is locked.
     *
     * @throws ProblemException if the client has seen another version
     */
    public void require(String version, String resource) {
        if (!tags.isEmpty() && tags.stream().noneMatch(tag -> names(tag, version))) {
            throw new ProblemException(
                    HttpStatus.PRECONDITION_FAILED,
                    ProblemCode.PRECONDITION_FAILED,
                    resource + " has changed since it had the tag of If-Match; read it again");
        }
    }

    private static boolean names(ETag tag, String version) {
        return !tag.weak() && (tag.tag().equals(version) || tag.tag().startsWith(version + "-"));
    }
}
