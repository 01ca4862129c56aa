package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backspike.common.file.FileNames;

/** The samples, and how they become input spikes. */
public sealed interface DatasetSpec {

    @JsonProperty("type")
    String type();

    /** The latest time of an input spike in a trial, in ms. */
    double latestSpikeMs();

    /** The same data set with each of its files, if it has any, under another name. */
    DatasetSpec withFiles(FileNames names);

    /** Whether some samples are kept back for validation. */
    default boolean validated() {
        return switch (this) {
            case YinYang _ -> true;
            case Idx idx -> !idx.validation().equals(ValidationSpec.NONE);
            case ShdHdf5 shd -> !shd.validation().equals(ValidationSpec.NONE);
        };
    }

    /**
     * The Yin-Yang task (Kriener, Göltz &amp; Petrovici 2022), generated when the job runs, bit-equal to the published
     * generator. Five inputs: x, y, 1-x, 1-y and a bias. Three classes.
     *
     * @param train training samples
     * @param validation validation samples
     * @param test test samples
     * @param encoding when the inputs spike
     */
    record YinYang(Generated train, Generated validation, Generated test, YinYangEncoding encoding)
            implements DatasetSpec {

        @Override
        public String type() {
            return "yin-yang";
        }

        @Override
        public double latestSpikeMs() {
            return Math.max(encoding.tMax(), encoding.tBias());
        }

        @Override
        public YinYang withFiles(FileNames names) {
            return this;
        }
    }

    /**
     * Images and labels in the IDX format of MNIST, plain or gzip ({@code .gz}). File names are relative to the
     * operator's data-set directory, or refer to uploads as {@code uploaded:NAME/FILE}. One input per pixel.
     *
     * @param trainImages file of the training images
     * @param trainLabels file of the training labels
     * @param testImages file of the test images
     * @param testLabels file of the test labels
     * @param validation which part of the training data is for validation
     * @param encoding when a pixel spikes
     * @param delayLine delayed copies of all inputs
     */
    record Idx(
            String trainImages,
            String trainLabels,
            String testImages,
            String testLabels,
            ValidationSpec.Part validation,
            LatencyEncoding encoding,
            DelayLineSpec delayLine)
            implements DatasetSpec {

        @Override
        public String type() {
            return "idx";
        }

        @Override
        public double latestSpikeMs() {
            return encoding.tMax() + delayLine.longestMs();
        }

        @Override
        public Idx withFiles(FileNames names) {
            return new Idx(
                    names.of(trainImages, "/dataset/trainImages"),
                    names.of(trainLabels, "/dataset/trainLabels"),
                    names.of(testImages, "/dataset/testImages"),
                    names.of(testLabels, "/dataset/testLabels"),
                    validation,
                    encoding,
                    delayLine);
        }
    }

    /**
     * Spike trains from files in the HDF5 layout of the Spiking Heidelberg Digits, plain or gzip ({@code .gz}). File
     * names are relative to the operator's data-set directory, or refer to uploads as {@code uploaded:NAME/FILE}.
     * Spikes after the end of a trial are cut off, as is usual for the few long recordings.
     *
     * @param train file of the training samples
     * @param test file of the test samples
     * @param units input units: 700 in SHD and SSC
     * @param classes number of classes
     * @param validation which samples are for validation
     * @param delayLine delayed copies of all inputs
     */
    record ShdHdf5(
            String train, String test, int units, int classes, ValidationSpec validation, DelayLineSpec delayLine)
            implements DatasetSpec {

        @Override
        public String type() {
            return "shd-hdf5";
        }

        /** None is guaranteed: the trial's duration decides what is kept. */
        @Override
        public double latestSpikeMs() {
            return 0;
        }

        @Override
        public ShdHdf5 withFiles(FileNames names) {
            return new ShdHdf5(
                    names.of(train, "/dataset/train"),
                    names.of(test, "/dataset/test"),
                    units,
                    classes,
                    validation instanceof ValidationSpec.File(String file)
                            ? new ValidationSpec.File(names.of(file, "/dataset/validation/file"))
                            : validation,
                    delayLine);
        }
    }

    /**
     * Generated samples.
     *
     * @param samples number of samples
     * @param seed seed of the generator
     */
    record Generated(int samples, int seed) {}

    /**
     * A coordinate c in [0, 1] becomes one spike at tMin + c (tMax - tMin), and the bias one at tBias.
     *
     * @param tMin ms
     * @param tMax ms
     * @param tBias ms
     */
    record YinYangEncoding(double tMin, double tMax, double tBias) {}

    /**
     * Brighter pixels spike earlier; pixels darker than {@code threshold} stay silent. With brightness p in [0, 1]:
     * linear t = tMin + (1 - p) (tMax - tMin); logarithmic t = tMin + tEff ln(p / (p - threshold)), clipped at tMax
     * (the time to threshold of a leaky integrator driven by p).
     *
     * @param scale how brightness becomes a time
     * @param tMin ms
     * @param tMax ms
     * @param threshold brightness below which a pixel does not spike
     * @param tEff ms; of the logarithmic scale
     */
    record LatencyEncoding(Scale scale, double tMin, double tMax, double threshold, double tEff) {

        public enum Scale {
            @JsonProperty("linear")
            LINEAR,
            @JsonProperty("logarithmic")
            LOGARITHMIC
        }
    }
}
