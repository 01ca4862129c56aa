package dev.backspike.engine.dataset;

import dev.backspike.common.json.InvalidSpecException;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The contents of the most recent files, kept while memory allows: a job's data is read when the job is submitted and
 * again when it runs, and jobs of a sweep differ in what they do with the same files. A file whose size or time of
 * change differs is read anew. Safe for use by many threads.
 */
final class FileCache {

    private static final int KEPT = 8;

    private record Key(Object how, List<Version> files) {}

    /** Which content a file has, as far as that can be told without reading it. */
    private record Version(Path file, long bytes, FileTime changed) {}

    private final Map<Key, SoftReference<Dataset>> cache = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param how whatever else decides what is read; equal for equal results, and of one class per {@code type}
     * @param files each with the field of the job specification that names it
     * @throws InvalidSpecException if a file cannot be read
     */
    <T extends Dataset> T get(Class<T> type, Object how, Map<Path, String> files, Supplier<T> loader) {
        List<Version> versions = new ArrayList<>();
        files.forEach((file, pointer) -> versions.add(version(file, pointer)));
        Key key = new Key(how, versions);
        Dataset kept = find(key);
        if (kept != null) {
            return type.cast(kept);
        }
        T loaded = loader.get();
        keep(key, loaded);
        return loaded;
    }

    private @Nullable Dataset find(Key key) {
        synchronized (cache) {
            SoftReference<Dataset> reference = cache.get(key);
            return reference == null ? null : reference.get();
        }
    }

    private void keep(Key key, Dataset data) {
        synchronized (cache) {
            cache.put(key, new SoftReference<>(data));
            if (cache.size() > KEPT) {
                cache.remove(cache.keySet().iterator().next());
            }
        }
    }

    private static Version version(Path file, String pointer) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(file, attributes.size(), attributes.lastModifiedTime());
        } catch (IOException e) {
            throw new InvalidSpecException(
                    pointer, "names " + file.getFileName() + ", which cannot be read (" + e.getMessage() + ")");
        }
    }
}
