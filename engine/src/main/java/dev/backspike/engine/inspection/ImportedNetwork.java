package dev.backspike.engine.inspection;

import dev.backspike.common.file.ImportNote;
import dev.backspike.common.spec.NetworkSpec;
import java.util.List;

/**
 * The network of a model file.
 *
 * @param network as part of a job specification, with the size of every population
 * @param assumptions what the file was taken to mean, where it leaves that open or puts it in other terms
 * @param warnings what makes it doubtful that the file means that
 */
public record ImportedNetwork(NetworkSpec network, List<ImportNote> assumptions, List<ImportNote> warnings) {

    public ImportedNetwork {
        assumptions = List.copyOf(assumptions);
        warnings = List.copyOf(warnings);
    }
}
