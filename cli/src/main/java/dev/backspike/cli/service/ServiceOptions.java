package dev.backspike.cli.service;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that every command has: the service, its token, and help. */
public final class ServiceOptions {

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:BACKSPIKE_URL:-http://127.0.0.1:8080}",
            description = "The service (environment: BACKSPIKE_URL). Default: http://127.0.0.1:8080")
    private @Nullable URI url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file that contains the token, if the service requires one. Default: the token in the"
                    + " environment variable BACKSPIKE_TOKEN.")
    private @Nullable Path tokenFile;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private boolean help;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    public ServiceClient client() {
        return new ServiceClient(url(), token());
    }

    /**
     * Null without a token. There is no option for the token itself because every local user can read command lines.
     */
    private @Nullable String token() {
        if (tokenFile == null) {
            String given = System.getenv("BACKSPIKE_TOKEN");
            return given == null || given.isBlank() ? null : given.strip();
        }
        try {
            String token = Files.readString(tokenFile).strip();
            if (!token.matches("\\p{Graph}+")) {
                throw new ParameterException(
                        command().commandLine(),
                        "--token-file " + tokenFile + " must contain a token and nothing else");
            }
            return token;
        } catch (IOException e) {
            throw new ParameterException(
                    command().commandLine(), "--token-file " + tokenFile + " cannot be read: " + e.getMessage());
        }
    }

    public URI url() {
        if (url != null
                && url.getHost() != null
                && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            return url;
        }
        throw new ParameterException(
                command().commandLine(), "--url must be an HTTP URL such as http://127.0.0.1:8080, but is " + url);
    }

    private CommandSpec command() {
        if (command == null) {
            throw new IllegalStateException("set by picocli");
        }
        return command;
    }
}
