package dev.backspike.engine.dataset;

import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.text.Shown;
import dev.backspike.engine.hdf5.Hdf5File;
import dev.backspike.engine.hdf5.Hdf5Group;

/** How a file keeps its spikes and labels. */
sealed interface SpikeLayout permits SpikeLists, SpikeEvents, SpikeGroups, TonicSample {

    String EXPECTED =
            "expected one of these layouts: spikes/times and spikes/units with labels, as in the Spiking Heidelberg"
                    + " Digits; a table events with the fields sample, time and unit, and labels; a group for each sample"
                    + " with times, units and label; or data/0 and target/0, as tonic caches a sample";

    /** @throws InvalidDataFileException if the file is of no layout that is known here */
    static SpikeLayout of(Hdf5File file) throws InvalidDataFileException {
        Hdf5Group root = file.root();
        long most = mostSamples(file);
        if (root.child("spikes") instanceof Hdf5Group spikes) {
            return SpikeLists.of(root, spikes, most);
        }
        if (root.child("events") != null) {
            return SpikeEvents.of(root, most);
        }
        if (root.dataset("data/0") != null && root.child("target/0") != null) {
            return TonicSample.of(root);
        }
        SpikeLayout groups = SpikeGroups.find(root, most);
        if (groups == null && root.child("node") instanceof Hdf5Group) {
            throw new InvalidDataFileException(
                    "is a model in NIR, not data. Upload it uncompressed (unpack a .nir.gz with"
                            + " gunzip), and name it in training.initialFrom");
        }
        if (groups == null) {
            throw new InvalidDataFileException(
                    "is HDF5, but not in the SHD layout or another that is known; its root has " + shown(root) + "; "
                            + EXPECTED + "; or a model in NIR, with a group node");
        }
        return groups;
    }

    /**
     * The most samples that a file can hold: not more than its bytes, except that a small file may consist of a fill
     * value alone.
     */
    private static long mostSamples(Hdf5File file) {
        return Math.max(1 << 16, file.size());
    }

    /** The first names in a group. */
    static String shown(Hdf5Group group) {
        var names = group.names();
        return names.isEmpty()
                ? "nothing"
                : Shown.list(names.stream().map(SampleCounter::shown).toList());
    }

    Labels labels();

    /**
     * Gives the spikes of the samples in [from, to), in order, a few at a time.
     *
     * @throws InvalidDataFileException naming the object and sample that are wrong
     */
    void give(int from, int to, Samples receiver) throws InvalidDataFileException;
}
