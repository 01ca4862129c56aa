package dev.backspike.cli.service;

import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that asks a running service. */
public abstract class ServiceCommand implements Callable<Integer> {

    protected final Terminal terminal;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    protected ServiceCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * @return an {@link dev.backspike.cli.terminal.ExitCode}
     * @throws IOException if the service cannot be reached
     */
    protected abstract int run(ServiceClient client) throws IOException, InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        try {
            return run(service.client());
        } catch (IOException e) {
            throw CommandFailedException.unreachable("no answer from the service at " + service.url() + ": " + e);
        }
    }

    protected final URI url() {
        return service.url();
    }
}
