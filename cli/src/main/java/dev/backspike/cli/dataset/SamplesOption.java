package dev.backspike.cli.dataset;

import dev.backspike.cli.terminal.CommandFailedException;
import picocli.CommandLine.Option;

/** How many samples a command draws. */
final class SamplesOption {

    private static final int MOST = 20;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Samples of each file to draw, 0 to 20. Default: ${DEFAULT-VALUE}.")
    private int samples = 1;

    /** @throws CommandFailedException if the service would not return as many */
    int count() {
        if (samples < 0 || samples > MOST) {
            throw CommandFailedException.badInput("--samples must be 0 to " + MOST + ", was " + samples);
        }
        return samples;
    }
}
