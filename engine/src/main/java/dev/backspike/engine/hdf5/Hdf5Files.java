package dev.backspike.engine.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.exceptions.HdfException;
import io.jhdf.filter.FilterManager;
import java.nio.file.Path;

/** Opens HDF5 files of any origin, so that their chunks are decoded by bounds-checked Java code only. */
public final class Hdf5Files {

    static {
        // jHDF decodes LZ4 and Bitshuffle with lz4-java, which can address memory outside of its arrays and is not on
        // the class path, and LZF with compress-lzf, which has an unchecked decoder too.
        FilterManager.addFilter(new LzfFilter());
        FilterManager.addFilter(new RefusedFilter(32004, "LZ4"));
        FilterManager.addFilter(new RefusedFilter(32008, "Bitshuffle"));
    }

    private Hdf5Files() {}

    /** @throws HdfException if the file is not HDF5 */
    public static HdfFile open(Path file) {
        return new HdfFile(file);
    }

    /** @throws HdfException if the bytes are not HDF5 */
    public static HdfFile open(byte[] file) {
        return HdfFile.fromBytes(file);
    }
}
