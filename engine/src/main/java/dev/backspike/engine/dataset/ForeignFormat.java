package dev.backspike.engine.dataset;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An unsupported format, recognised by its first bytes so that error messages can name it.
 *
 * @param start the first bytes as characters of ISO 8859-1, letters in lower case
 * @param name what the file is, as the end of a sentence that begins with "is"
 * @param remedy what to do instead
 */
record ForeignFormat(String start, String name, String remedy) {

    /** The number of bytes that suffices to tell the formats apart. */
    static final int LONGEST = 32;

    /** What texts may begin with before their first letter: UTF-8's byte order mark, spaces and ends of lines. */
    private static final String BLANK_START = "^(\u00ef\u00bb\u00bf)?[ \\t\\r\\n]*";

    private static final String TO_HDF5 = "write its arrays into an HDF5 file with h5py";
    private static final String UNPACK = "unpack it, or pack it with gzip instead";
    private static final String DOWNLOAD = "the download has failed: download the file again";
    private static final String PICKLE = "a Python pickle";

    private static final List<ForeignFormat> KNOWN = List.of(
            new ForeignFormat("\037\213", "compressed with gzip twice", "unpack it once"),
            new ForeignFormat("pk\003\004", "a zip archive, such as NumPy's .npz", "unpack it, or " + TO_HDF5),
            new ForeignFormat("<!doctype", "a web page", DOWNLOAD),
            new ForeignFormat("<html", "a web page", DOWNLOAD),
            new ForeignFormat("<?xml", "XML", DOWNLOAD),
            new ForeignFormat("version https://git-lfs", "a pointer of Git LFS", "fetch the file with: git lfs pull"),
            new ForeignFormat("\223numpy", "a NumPy array (.npy)", TO_HDF5),
            new ForeignFormat("matlab 5", "a MATLAB file before version 7.3", "save it with -v7.3, or " + TO_HDF5),
            new ForeignFormat("cdf\001", "NetCDF before version 4", TO_HDF5),
            new ForeignFormat("cdf\002", "NetCDF before version 4", TO_HDF5),
            new ForeignFormat("riff", "a sound or a film", "encode it as spikes first"),
            new ForeignFormat("#!aer-dat", "AEDAT of an event camera", TO_HDF5),
            new ForeignFormat("bzh", "compressed with bzip2", UNPACK),
            new ForeignFormat("\3757zxz", "compressed with xz", UNPACK),
            new ForeignFormat("\050\265\057\375", "compressed with Zstandard", UNPACK),
            new ForeignFormat("\200\002", PICKLE, TO_HDF5),
            new ForeignFormat("\200\003", PICKLE, TO_HDF5),
            new ForeignFormat("\200\004", PICKLE, TO_HDF5),
            new ForeignFormat("\200\005", PICKLE, TO_HDF5));

    /** Types of numbers in IDX files by the third byte. */
    private static final Map<Byte, String> IDX_TYPES = Map.of(
            (byte) 8, "unsigned bytes",
            (byte) 9, "signed bytes",
            (byte) 11, "16-bit numbers",
            (byte) 12, "32-bit numbers",
            (byte) 13, "32-bit floating-point numbers",
            (byte) 14, "64-bit floating-point numbers");

    /**
     * @param start {@link #LONGEST} bytes of the file, after one layer of gzip is unpacked; all if it has fewer
     * @return the end of a sentence that begins with the name of the file; null if the format is not known here
     */
    static @Nullable String described(byte[] start) {
        if (start.length >= 4 && start[0] == 0 && start[1] == 0 && IDX_TYPES.containsKey(start[2])) {
            return "is IDX of " + IDX_TYPES.get(start[2]) + " in " + (start[3] & 0xff) + " dimension(s); expected"
                    + " unsigned bytes in 3 dimensions (images: number, height, width) or 1 (labels)";
        }
        String text = new String(start, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        String first = text.replaceFirst(BLANK_START, "");
        return KNOWN.stream()
                .filter(format -> first.startsWith(format.start))
                .map(format -> "is " + format.name + "; " + format.remedy)
                .findFirst()
                .orElse(null);
    }
}
