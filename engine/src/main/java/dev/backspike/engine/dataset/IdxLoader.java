package dev.backspike.engine.dataset;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.DatasetSpec;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the image and label files of a {@link DatasetSpec.Idx}. */
final class IdxLoader {

    private final DatasetSpec.Idx spec;
    private final DatasetDirectory directory;
    private final int classes;
    private final LatencyTable table;
    private final FileCache cache;

    /** The settings by which files are read. */
    private record Reading(DatasetSpec.LatencyEncoding encoding, int classes) {}

    /** @param classes every label must be less */
    IdxLoader(DatasetSpec.Idx spec, DatasetDirectory directory, int classes, FileCache cache) {
        this.spec = spec;
        this.directory = directory;
        this.classes = classes;
        this.cache = cache;
        this.table = new LatencyTable(spec.encoding());
    }

    /** @throws InvalidSpecException naming the file that is missing or damaged */
    Splits load() {
        LatencyImages train = kept(trainImages(), trainLabels());
        LatencyImages test = kept(testImages(), testLabels());
        if (train.units() != test.units()) {
            throw testImages()
                    .invalid("has images of " + test.units() + " pixels, while the training images have "
                            + train.units());
        }
        return Splits.holdingOut(train, spec.validation(), test).behind(spec.delayLine());
    }

    private LatencyImages kept(IdxFile images, IdxFile labels) {
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(images.path(), images.pointer());
        files.putIfAbsent(labels.path(), labels.pointer());
        return cache.get(LatencyImages.class, new Reading(spec.encoding(), classes), files, () -> load(images, labels));
    }

    private LatencyImages load(IdxFile imageFile, IdxFile labelFile) {
        SpikeOrder order = new SpikeOrder(table);
        List<char[]> units = new ArrayList<>();
        List<byte[]> brightness = new ArrayList<>();
        IdxFile.Header header = imageFile.read(3, image -> {
            char[] spiking = order.units(image);
            units.add(spiking);
            brightness.add(values(image, spiking));
        });
        byte[] labels = labels(labelFile);
        if (labels.length != header.records()) {
            throw labelFile.invalid(
                    "has " + labels.length + " labels for the " + header.records() + " images of " + imageFile.name());
        }
        return new LatencyImages(
                table,
                header.recordBytes(),
                classes,
                labels,
                units.toArray(char[][]::new),
                brightness.toArray(byte[][]::new));
    }

    private static byte[] values(byte[] image, char[] units) {
        byte[] values = new byte[units.length];
        for (int k = 0; k < units.length; k++) {
            values[k] = image[units[k]];
        }
        return values;
    }

    private byte[] labels(IdxFile file) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        file.read(1, record -> read.write(record[0]));
        byte[] labels = read.toByteArray();
        int lowest = 255;
        for (byte label : labels) {
            lowest = Math.min(lowest, Byte.toUnsignedInt(label));
        }
        for (int record = 0; record < labels.length; record++) {
            int label = Byte.toUnsignedInt(labels[record]);
            if (label >= classes) {
                String counted = lowest == 1 && label == classes
                        ? "if the file counts its classes from 1, as EMNIST's letters do, subtract 1 from each label; else "
                        : "correct the file or ";
                throw new InvalidSpecException(
                        file.pointer(),
                        "names " + file.name() + ", whose record " + record + " (counted from 0) has label " + label
                                + ", but the network's readout has classes 0 to " + (classes - 1) + "; " + counted
                                + "give the readout population a larger size");
            }
        }
        return labels;
    }

    private IdxFile trainImages() {
        return file(spec.trainImages(), "trainImages");
    }

    private IdxFile trainLabels() {
        return file(spec.trainLabels(), "trainLabels");
    }

    private IdxFile testImages() {
        return file(spec.testImages(), "testImages");
    }

    private IdxFile testLabels() {
        return file(spec.testLabels(), "testLabels");
    }

    private IdxFile file(String name, String field) {
        String pointer = "/dataset/" + field;
        return new IdxFile(directory.resolve(name, pointer), name, pointer);
    }
}
