package dev.backspike.common.file;

import dev.backspike.common.id.DatasetName;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.MalformedIdException;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.json.InvalidSpecException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A reference to an uploaded file in a job specification: {@code uploaded:NAME/FILE}. In the resolved specification the
 * service completes it to {@code uploaded:NAME/FILE@SHA256}, which fixes the content.
 *
 * @param dataset the name that groups files
 * @param sha256 hash of the content; null before the content is fixed
 */
public record UploadReference(
        DatasetName dataset, FileName file, @Nullable Sha256 sha256) {

    private static final String PREFIX = "uploaded:";
    private static final Pattern SYNTAX = Pattern.compile("uploaded:([^/@]+)/([^/@]+)(?:@([^/@]+))?");

    /** Whether a file name is meant as a reference, well-formed or not. */
    public static boolean isMeantBy(String fileName) {
        return fileName.startsWith(PREFIX);
    }

    /**
     * Parses a reference.
     *
     * @param pointer JSON pointer to the field that contains the reference
     * @throws InvalidSpecException if it is not well-formed
     */
    public static UploadReference parse(String reference, String pointer) {
        Matcher parts = SYNTAX.matcher(reference);
        if (!parts.matches()) {
            throw new InvalidSpecException(
                    pointer, "must be uploaded:NAME/FILE, as GET /api/v1/datasets lists it, was \"" + reference + "\"");
        }
        try {
            String content = parts.group(3);
            return new UploadReference(
                    new DatasetName(parts.group(1)),
                    new FileName(parts.group(2)),
                    content == null ? null : new Sha256(content));
        } catch (MalformedIdException e) {
            throw new InvalidSpecException(
                    pointer,
                    "must be uploaded:NAME/FILE, as GET /api/v1/datasets lists it; a part of \"" + reference + "\" "
                            + e.rule());
        }
    }

    public UploadReference withSha256(Sha256 content) {
        return new UploadReference(dataset, file, content);
    }

    /** Returns the reference as written in a specification. */
    @Override
    public String toString() {
        return PREFIX + dataset + "/" + file + (sha256 == null ? "" : "@" + sha256);
    }
}
