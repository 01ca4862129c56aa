package dev.backspike.worker;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where data sets are.
 *
 * @param directory that file names in job specifications are relative to; none by default, so that jobs that name files
 *     are refused
 */
@ConfigurationProperties("backspike.datasets")
public record DatasetProperties(@Nullable Path directory) {}
