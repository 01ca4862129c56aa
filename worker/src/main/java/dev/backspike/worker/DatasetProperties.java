package dev.backspike.worker;

import dev.backspike.worker.files.CacheMeters;
import dev.backspike.worker.files.FetchedFiles;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Directories of data sets.
 *
 * @param directory the directory of data files; file names in job specifications are relative to it. Without one, jobs
 *     that name files are rejected
 * @param cache directory in which a remote worker caches the uploaded files that it has fetched; the workers of a
 *     machine may share it
 * @param cacheSize size that the cache is kept within by deleting the files that were not used for longest; files that
 *     attempts use stay, even if they exceed it together
 */
@ConfigurationProperties("backspike.datasets")
public record DatasetProperties(
        @Nullable Path directory,
        @DefaultValue("./data/fetched") Path cache,
        @DefaultValue("20GB") DataSize cacheSize) {

    public DatasetProperties {
        if (cacheSize.toBytes() < 0) {
            throw new IllegalArgumentException(
                    "backspike.datasets.cache-size must be 0 (keep only what is in use) or more, was " + cacheSize);
        }
    }

    /** The uploaded files of a remote service, cached here. */
    FetchedFiles fetchedFrom(URI service, @Nullable String token, CacheMeters meters) {
        return new FetchedFiles(service, token, cache.toAbsolutePath(), cacheSize.toBytes(), meters);
    }
}
