package dev.backspike.common.file;

import dev.backspike.common.json.InvalidSpecException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a job names an uploaded file, wherever it may name a file: {@code uploaded:NAME/FILE}, which the service
 * completes to {@code uploaded:NAME/FILE@SHA256} in the resolved specification, so that the content is fixed once and
 * for all.
 *
 * @param dataset the name that groups files
 * @param sha256 of the content, 64 lower-case hexadecimal digits; null while any content will do
 */
public record UploadReference(
        String dataset, String file, @Nullable String sha256) {

    /** What data sets and files may be called: nothing that means anything to a file system. */
    public static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    private static final String PREFIX = "uploaded:";
    private static final Pattern SYNTAX = Pattern.compile("uploaded:(" + NAME + ")/(" + NAME + ")(?:@([0-9a-f]{64}))?");

    /** Whether a file name is meant as a reference, be it well-formed or not. */
    public static boolean isMeantBy(String fileName) {
        return fileName.startsWith(PREFIX);
    }

    /**
     * @param pointer to the field that has the reference
     * @throws InvalidSpecException if it is not well-formed
     */
    public static UploadReference parse(String reference, String pointer) {
        Matcher parts = SYNTAX.matcher(reference);
        if (!parts.matches()) {
            throw new InvalidSpecException(
                    pointer, "must be uploaded:NAME/FILE, as GET /api/v1/datasets lists it, was \"" + reference + "\"");
        }
        return new UploadReference(parts.group(1), parts.group(2), parts.group(3));
    }

    public UploadReference withSha256(String content) {
        return new UploadReference(dataset, file, content);
    }

    /** As it stands in a specification. */
    @Override
    public String toString() {
        return PREFIX + dataset + "/" + file + (sha256 == null ? "" : "@" + sha256);
    }
}
