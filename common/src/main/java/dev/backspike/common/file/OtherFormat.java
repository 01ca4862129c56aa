package dev.backspike.common.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Formats that files have which are neither data nor models, such as what a failed download leaves behind; told by
 * their first bytes, so that a message can say what the file is and what to do.
 */
public final class OtherFormat {

    /** As much of a file as is looked at. */
    public static final int BYTES = 512;

    private static final int TAR_MAGIC = 257;
    private static final int MOST_SHOWN = 40;

    private static final Map<String, String> MAGIC = new LinkedHashMap<>();

    static {
        MAGIC.put(
                "PK\3\4",
                "a zip archive (.npz and .pt files are such, too); unpack it, and upload the data in it as HDF5,"
                        + " IDX, NIR or safetensors");
        MAGIC.put("\u001f\u008b", "gzip again; unpack it once (gunzip)");
        MAGIC.put("BZh", "compressed with bzip2; unpack it (bunzip2)");
        MAGIC.put("\u00fd7zXZ", "compressed with xz; unpack it (unxz)");
        MAGIC.put("(\u00b5/\u00fd", "compressed with zstd; unpack it (unzstd)");
        MAGIC.put("\u0004\"M\u0018", "compressed with lz4; unpack it (unlz4)");
        MAGIC.put("7z\u00bc\u00af", "a 7z archive; unpack it");
        MAGIC.put("Rar!", "a rar archive; unpack it");
        MAGIC.put("\u0093NUMPY", "a NumPy array (.npy); write it with h5py in one of the layouts of the documentation");
        MAGIC.put("\u0080\u0002", "a Python pickle; write the model as safetensors, or the data with h5py");
        MAGIC.put("\u0080\u0003", "a Python pickle; write the model as safetensors, or the data with h5py");
        MAGIC.put("\u0080\u0004", "a Python pickle; write the model as safetensors, or the data with h5py");
        MAGIC.put("\u0080\u0005", "a Python pickle; write the model as safetensors, or the data with h5py");
        MAGIC.put(
                "MATLAB 5.0",
                "a MATLAB file before version 7.3; save it with -v7.3, in one of the layouts of the"
                        + " documentation");
        MAGIC.put("\u000e\u0003\u0013\u0001", "HDF4; convert it with h4toh5");
        MAGIC.put("CDF", "a NetCDF file of the classic format; convert it to HDF5");
        MAGIC.put("PAR1", "a Parquet file; write the data with h5py in one of the layouts of the documentation");
        MAGIC.put(
                "#!AER-DAT",
                "an AEDAT file of events; write the events with h5py in one of the layouts of the" + " documentation");
        MAGIC.put("\u0089PNG", "a PNG image; write images as IDX");
        MAGIC.put("\u00ff\u00d8\u00ff", "a JPEG image; write images as IDX");
        MAGIC.put("%PDF", "a PDF document");
        MAGIC.put("\u007fELF", "a program");
        MAGIC.put("version https://git-lfs", "a Git LFS pointer in place of the file; fetch it (git lfs pull)");
    }

    private OtherFormat() {}

    /**
     * What a file is, as the end of a sentence that begins with "is".
     *
     * @param start the file's first bytes, {@link #BYTES} of them if there are so many
     * @return null if that is unknown
     */
    public static @Nullable String of(byte[] start) {
        String text = new String(start, ISO_8859_1);
        for (Map.Entry<String, String> format : MAGIC.entrySet()) {
            if (text.startsWith(format.getKey())) {
                return format.getValue();
            }
        }
        if (text.startsWith("ustar", TAR_MAGIC)) {
            return "a tar archive; unpack it, and upload the files in it";
        }
        return isText(start) ? ofText(new String(start, UTF_8).strip()) : null;
    }

    private static @Nullable String ofText(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
            return "an HTML page, such as a sign-in or error page in place of a download";
        }
        if (lower.startsWith("<?xml")) {
            return "an XML document, such as an error in place of a download";
        }
        return text.isEmpty() ? null : "text, which begins with \"" + shown(text) + "\"";
    }

    private static String shown(String text) {
        String line = text.lines().findFirst().orElse("").replaceAll("\\p{C}", "?");
        int end = Math.min(line.length(), MOST_SHOWN);
        return line.length() <= MOST_SHOWN ? line : line.substring(0, end) + "...";
    }

    /** Whether there is nothing but what texts in ASCII or UTF-8 have. */
    private static boolean isText(byte[] start) {
        for (byte b : start) {
            boolean control = b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t';
            if (control || b == 127) {
                return false;
            }
        }
        // a character may be cut at the end of what was read
        int replaced = new String(start, UTF_8).indexOf('\ufffd');
        return start.length > 0 && (replaced < 0 || replaced >= start.length - 4);
    }
}
