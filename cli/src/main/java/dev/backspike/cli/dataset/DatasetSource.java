package dev.backspike.cli.dataset;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A published data set.
 *
 * @param name for the command line
 * @param about one line of text
 * @param folder of the files within the directory of data files; empty for that directory itself
 */
record DatasetSource(String name, String about, URI base, String folder, List<Download> downloads) {

    /**
     * One file to download.
     *
     * @param remote its name at the source
     * @param md5 its checksum, 32 hexadecimal digits, as its publishers state it
     * @param entry the file to take out of it if it is a ZIP archive; null to keep it as it is
     */
    record Download(String remote, String md5, @Nullable String entry) {

        static Download plain(String remote, String md5) {
            return new Download(remote, md5, null);
        }

        /** An archive that holds a file of its own name without {@code .zip}. */
        static Download zip(String remote, String md5) {
            return new Download(remote, md5, remote.substring(0, remote.length() - ".zip".length()));
        }

        /** What the file is called here. */
        String local() {
            return entry == null ? remote : entry;
        }
    }

    /**
     * The data sets that jobs can use. Sources of the checksums: {@code md5sums.txt} of the Heidelberg data sets, the
     * table of Fashion-MNIST's README, and for MNIST those that torchvision verifies (the original page has none).
     */
    static List<DatasetSource> published() {
        URI heidelberg = URI.create("https://zenkelab.org/datasets/");
        return List.of(
                new DatasetSource(
                        "shd",
                        "Spiking Heidelberg Digits (Cramer et al. 2022)",
                        heidelberg,
                        "",
                        List.of(
                                Download.zip("shd_train.h5.zip", "f3252aeb598ac776c1b526422d90eecb"),
                                Download.zip("shd_test.h5.zip", "1503a5064faa34311c398fb0a1ed0a6f"))),
                new DatasetSource(
                        "ssc",
                        "Spiking Speech Commands (Cramer et al. 2022)",
                        heidelberg,
                        "",
                        List.of(
                                Download.zip("ssc_train.h5.zip", "d102be95e7144fcc0553d1f45ba94170"),
                                Download.zip("ssc_valid.h5.zip", "b4eee3516a4a90dd0c71a6ac23a8ae43"),
                                Download.zip("ssc_test.h5.zip", "a35ff1e9cffdd02a20eb850c17c37748"))),
                new DatasetSource(
                        "mnist",
                        "MNIST handwritten digits (LeCun et al. 1998)",
                        URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
                        "",
                        List.of(
                                Download.plain("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
                                Download.plain("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
                                Download.plain("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
                                Download.plain("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"))),
                new DatasetSource(
                        "fashion-mnist",
                        "Fashion-MNIST (Xiao et al. 2017)",
                        URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
                        "fashion-mnist",
                        List.of(
                                Download.plain("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
                                Download.plain("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
                                Download.plain("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
                                Download.plain("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"))));
    }
}
