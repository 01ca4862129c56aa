package dev.backspike.api.page;

import dev.backspike.common.id.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.io.Resource;

/** Entity tags of the page's files, made of their contents. */
final class ContentTags {

    private final Map<String, String> known = new ConcurrentHashMap<>();

    /** @throws UncheckedIOException if the file cannot be read */
    String of(Resource file) {
        try {
            // A file that a developer edits while the service runs gets another date.
            return known.computeIfAbsent(file.getDescription() + file.lastModified(), _ -> read(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Resource file) {
        try {
            return "\"" + Sha256.of(file.getContentAsByteArray()).text().substring(0, 32) + "\"";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
