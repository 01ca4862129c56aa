package dev.backspike.api.dataset;

import dev.backspike.common.file.ImportNote;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.engine.inspection.ImportedNetwork;
import java.util.List;

/**
 * The network of a model file.
 *
 * @param network as the {@code network} of a job
 * @param assumptions what the file was taken to mean, where it leaves that open or puts it in other terms
 * @param warnings what makes it doubtful that the file means that
 */
record NetworkImport(NetworkSpec network, List<ImportNote> assumptions, List<ImportNote> warnings) {

    static NetworkImport of(ImportedNetwork imported) {
        return new NetworkImport(imported.network(), imported.assumptions(), imported.warnings());
    }
}
