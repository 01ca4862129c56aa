package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backspike.common.file.FileNames;
import dev.backspike.common.file.UploadReference;

/** Where the samples come from and how they become input spikes. */
public sealed interface DatasetSpec {

    @JsonProperty("type")
    String type();

    /** Where in a trial the last input spike can fall, in ms. */
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
     * The Yin-Yang task (Kriener, Göltz &amp; Petrovici 2022), generated on the spot, bit-equal to the published
     * generator. Five inputs: x, y, 1-x, 1-y and a bias. Three classes.
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
     * Images and labels in the IDX format of MNIST ({@code .gz} read as it is). File names are relative to the
     * operator's data-set directory, or {@link UploadReference}s. One input per pixel.
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
     * Spike trains from files in the HDF5 layout of the Spiking Heidelberg Digits ({@code .gz} read as it is). File
     * names are relative to the operator's data-set directory, or {@link UploadReference}s. Spikes after the trial's
     * end are cut off, as the field does for the few long recordings.
     *
     * @param units input units: 700 in SHD and SSC
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

    /** One generated split: how many samples, and the generator's seed. */
    record Generated(int samples, int seed) {}

    /** A coordinate c in [0, 1] becomes one spike at tMin + c (tMax - tMin), the bias one at tBias; all in ms. */
    record YinYangEncoding(double tMin, double tMax, double tBias) {}

    /**
     * Brighter pixels spike earlier; pixels darker than {@code threshold} (of 0 to 1) stay silent. With brightness p:
     * linear t = tMin + (1 - p) (tMax - tMin); logarithmic t = tMin + tEff ln(p / (p - threshold)), clipped at tMax,
     * tEff in ms (the time to threshold of a leaky integrator driven by p).
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
