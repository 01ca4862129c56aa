package dev.backspike.api.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command has: the option that says which service, and help. */
final class ServiceOptions {

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:BACKSPIKE_URL:-http://127.0.0.1:8080}",
            description = "The service (environment: BACKSPIKE_URL). Default: http://127.0.0.1:8080")
    private @Nullable URI url;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private boolean help;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    URI url() {
        if (url != null
                && url.getHost() != null
                && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            return url;
        }
        throw new ParameterException(command().commandLine(), "--url must be like http://127.0.0.1:8080, was " + url);
    }

    private CommandSpec command() {
        if (command == null) {
            throw new IllegalStateException("set by picocli");
        }
        return command;
    }
}
