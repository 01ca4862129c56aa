package dev.backspike.engine.dataset;

import dev.backspike.common.file.UploadedFiles;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.DatasetSpec;
import dev.backspike.common.spec.DatasetSpec.Generated;
import dev.backspike.common.spec.DatasetSpec.YinYangEncoding;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NetworkSpec;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens data sets; files that were read before are not read again, see {@link FileCache}. For use by many threads. */
public final class Datasets {

    /** Classes of an IDX data set whose readout has no size: digits. */
    private static final int DIGITS = 10;
    /** Generating takes the time and memory of whoever submits a job and of everybody else. */
    private static final int MOST_GENERATED = 1_000_000;

    private final DatasetDirectory directory;
    private final FileCache cache = new FileCache();

    /** @param directory that file names are relative to, null if there is none */
    public Datasets(@Nullable Path directory) {
        this(directory, null);
    }

    /**
     * @param directory that file names are relative to, null if there is none
     * @param uploads null if there is no service whose uploads could be named
     */
    public Datasets(@Nullable Path directory, @Nullable UploadedFiles uploads) {
        this.directory = new DatasetDirectory(directory, uploads);
    }

    /**
     * A file that a job names elsewhere than in its data set.
     *
     * @param pointer to the field that gives the name
     * @throws InvalidSpecException if there is no such file that may be read
     */
    public Path file(String name, String pointer) {
        return directory.resolve(name, pointer);
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

    /**
     * Every speaker of the training data once, in ascending order.
     *
     * @throws InvalidSpecException if the data cannot be read or have no speakers
     */
    public List<Integer> speakers(DatasetSpec spec) {
        if (spec instanceof DatasetSpec.ShdHdf5 shd) {
            return new ShdLoader(shd, directory, cache).speakers();
        }
        throw new InvalidSpecException(
                "/dataset/type", "is " + spec.type() + ", which does not say who speaks; only shd-hdf5 can");
    }

    private Splits open(DatasetSpec spec, int classes) {
        return switch (spec) {
            case DatasetSpec.YinYang yinYang -> generate(yinYang);
            case DatasetSpec.Idx idx -> new IdxLoader(idx, directory, classes, cache).load();
            case DatasetSpec.ShdHdf5 shd -> new ShdLoader(shd, directory, cache).load();
        };
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
}
