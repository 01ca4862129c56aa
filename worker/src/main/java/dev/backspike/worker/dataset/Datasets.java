package dev.backspike.worker.dataset;

import dev.backspike.common.spec.DatasetSpec;
import dev.backspike.common.spec.DatasetSpec.Generated;
import dev.backspike.common.spec.DatasetSpec.YinYangEncoding;
import dev.backspike.common.spec.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NetworkSpec;
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
 * Opens data sets. The most recent ones are kept while memory allows, since a job's data is read when the job is
 * submitted and again when it runs; a file whose size or time of change differs is read anew. Safe for use by many
 * threads.
 */
public final class Datasets {

    private static final int KEPT = 4;
    /** Classes of an IDX data set whose readout has no size: digits. */
    private static final int DIGITS = 10;
    /** Generating takes the time and memory of whoever submits a job and of everybody else. */
    private static final int MOST_GENERATED = 1_000_000;

    private record Key(DatasetSpec spec, int classes, List<Version> files) {}

    /** Which content a file has, as far as that can be told without reading it. */
    private record Version(Path file, long bytes, FileTime changed) {}

    private final DatasetDirectory directory;
    private final Map<Key, SoftReference<Splits>> cache = new LinkedHashMap<>(16, 0.75f, true);

    /** @param directory that file names are relative to, null if there is none */
    public Datasets(@Nullable Path directory) {
        this.directory = new DatasetDirectory(directory);
    }

    /**
     * The data of a job. Its readout population decides how many classes an IDX data set has, if it gives a size.
     *
     * @throws InvalidSpecException if a file is missing or damaged
     */
    public Splits open(JobSpec job) {
        NetworkSpec network = job.network();
        Integer readout = network.population(network.readouts().getFirst()).size();
        return open(job.dataset(), readout == null ? DIGITS : readout);
    }

    /**
     * A data set on its own, with as many classes as it has by default.
     *
     * @throws InvalidSpecException if a file is missing or damaged
     */
    public Splits open(DatasetSpec spec) {
        return open(spec, DIGITS);
    }

    private Splits open(DatasetSpec spec, int classes) {
        return switch (spec) {
            case DatasetSpec.YinYang yinYang -> generate(yinYang);
            case DatasetSpec.Idx idx -> {
                IdxLoader loader = new IdxLoader(idx, directory, classes);
                List<Version> files = loader.files().stream()
                        .map(file -> version(file.path(), file.pointer()))
                        .toList();
                yield kept(new Key(idx, classes, files), loader::load);
            }
            case DatasetSpec.ShdHdf5 shd -> {
                ShdLoader loader = new ShdLoader(shd, directory);
                List<Version> files = new ArrayList<>();
                loader.files().forEach((file, pointer) -> files.add(version(file, pointer)));
                yield kept(new Key(shd, shd.classes(), files), loader::load);
            }
        };
    }

    private Splits kept(Key key, Supplier<Splits> loader) {
        Splits splits = cached(key);
        if (splits == null) {
            splits = loader.get();
            keep(key, splits);
        }
        return splits;
    }

    private static Splits generate(DatasetSpec.YinYang spec) {
        return new Splits(
                generate(spec.train(), "train", spec.encoding()),
                generate(spec.validation(), "validation", spec.encoding()),
                generate(spec.test(), "test", spec.encoding()));
    }

    private static YinYang generate(Generated split, String name, YinYangEncoding encoding) {
        if (split.samples() > MOST_GENERATED) {
            throw new InvalidSpecException(
                    "/dataset/" + name + "/samples",
                    "must be at most " + MOST_GENERATED + " for generated data, was " + split.samples());
        }
        return new YinYang(split, encoding);
    }

    private @Nullable Splits cached(Key key) {
        synchronized (cache) {
            SoftReference<Splits> reference = cache.get(key);
            return reference == null ? null : reference.get();
        }
    }

    private void keep(Key key, Splits splits) {
        synchronized (cache) {
            cache.put(key, new SoftReference<>(splits));
            if (cache.size() > KEPT) {
                cache.remove(new ArrayList<>(cache.keySet()).getFirst());
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
