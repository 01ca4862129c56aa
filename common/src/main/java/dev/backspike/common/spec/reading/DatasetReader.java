package dev.backspike.common.spec.reading;

import dev.backspike.common.json.Fields;
import dev.backspike.common.json.Range;
import dev.backspike.common.spec.DatasetSpec;
import dev.backspike.common.spec.DatasetSpec.Generated;
import dev.backspike.common.spec.DatasetSpec.Idx;
import dev.backspike.common.spec.DatasetSpec.LatencyEncoding;
import dev.backspike.common.spec.DatasetSpec.LatencyEncoding.Scale;
import dev.backspike.common.spec.DatasetSpec.ShdHdf5;
import dev.backspike.common.spec.DatasetSpec.YinYang;
import dev.backspike.common.spec.DatasetSpec.YinYangEncoding;
import dev.backspike.common.spec.DelayLineSpec;
import java.util.Map;

/** Reads {@code /dataset}. */
final class DatasetReader {

    private DatasetReader() {}

    static DatasetSpec read(Fields job) {
        return job.variant(
                "dataset",
                Map.of("yin-yang", DatasetReader::yinYang, "idx", DatasetReader::idx, "shd-hdf5", DatasetReader::shd));
    }

    private static YinYang yinYang(Fields in) {
        return new YinYang(
                in.object("train", split -> generated(split, 5000, 42)),
                in.object("validation", split -> generated(split, 1000, 41)),
                in.object("test", split -> generated(split, 1000, 40)),
                in.object(
                        "encoding",
                        e -> new YinYangEncoding(
                                e.number("tMin", 0, Bounds.NOT_NEGATIVE),
                                e.number("tMax", 30, Bounds.NOT_NEGATIVE),
                                e.number("tBias", 0, Bounds.NOT_NEGATIVE))));
    }

    private static Generated generated(Fields in, int samples, int seed) {
        return new Generated(
                (int) in.integer("samples", samples, Bounds.SAMPLES), (int) in.integer("seed", seed, Range.SEED32));
    }

    private static Idx idx(Fields in) {
        return new Idx(
                in.text("trainImages"),
                in.text("trainLabels"),
                in.text("testImages"),
                in.text("testLabels"),
                in.object("validation", ValidationReader::part),
                in.object("encoding", DatasetReader::latency),
                in.object("delayLine", DatasetReader::delayLine));
    }

    private static ShdHdf5 shd(Fields in) {
        return new ShdHdf5(
                in.text("train"),
                in.text("test"),
                (int) in.integer("units", 700, new Range(1, true, 1 << 16)),
                (int) in.integer("classes", 20, new Range(1, true, 1 << 16)),
                in.object("validation", ValidationReader::any),
                in.object("delayLine", DatasetReader::delayLine));
    }

    private static DelayLineSpec delayLine(Fields in) {
        return new DelayLineSpec(
                (int) in.integer("copies", DelayLineSpec.NONE.copies(), new Range(1, true, 1000)),
                in.number("delay", DelayLineSpec.NONE.delay(), Bounds.POSITIVE));
    }

    private static LatencyEncoding latency(Fields in) {
        return new LatencyEncoding(
                in.word("scale", Scale.LINEAR, Map.of("linear", Scale.LINEAR, "logarithmic", Scale.LOGARITHMIC)),
                in.number("tMin", 0, Bounds.NOT_NEGATIVE),
                in.number("tMax", 20, Bounds.NOT_NEGATIVE),
                in.number("threshold", 0.2, new Range(0, false, 1)),
                in.number("tEff", 50, Bounds.POSITIVE));
    }
}
