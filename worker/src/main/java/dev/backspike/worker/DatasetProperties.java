package dev.backspike.worker;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Directories of data sets.
 *
 * @param directory the directory of data files; file names in job specifications are relative to it. Without one, jobs
 *     that name files are rejected
 * @param cache directory in which a remote worker stores the uploaded files that it has fetched
 */
@ConfigurationProperties("backspike.datasets")
public record DatasetProperties(
        @Nullable Path directory,
        @DefaultValue("./data/fetched") Path cache) {}
