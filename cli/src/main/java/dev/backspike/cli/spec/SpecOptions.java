package dev.backspike.cli.spec;

import dev.backspike.cli.terminal.CommandFailedException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The specification of a command, with what changes for this call. */
public final class SpecOptions {

    @Parameters(paramLabel = "SPEC", description = "The specification, a JSON file.")
    private Path spec = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Changes a field, such as training.epochs=5 or network.connections.0.tauSyn=10; repeatable.")
    private List<String> assignments = List.of();

    /** @throws CommandFailedException if the file cannot be read, or a change does not fit it */
    public SpecDocument document() {
        SpecDocument document = SpecDocument.read(spec);
        assignments.forEach(document::set);
        return document;
    }
}
