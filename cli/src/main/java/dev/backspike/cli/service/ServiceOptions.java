package dev.backspike.cli.service;

import dev.backspike.cli.profile.Profile;
import dev.backspike.cli.profile.Profiles;
import dev.backspike.cli.terminal.CommandFailedException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options that every command of a service has: the service, its token, and help. What an option does not say is
 * taken from the environment, then from a profile.
 */
public final class ServiceOptions {

    /** Where a service listens by default. */
    public static final URI LOCAL = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The service. Default: BACKSPIKE_URL, then the profile's, then http://127.0.0.1:8080.")
    private @Nullable URI given;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file that contains the token, if the service requires one. Default: the token in"
                    + " BACKSPIKE_TOKEN, then the profile's.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "A profile that login has stored. Default: BACKSPIKE_PROFILE, then \"default\".")
    private @Nullable String profile;

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

    public URI url() {
        URI url = given;
        if (url == null) {
            String environment = environment("BACKSPIKE_URL");
            url = environment == null ? profile().map(Profile::url).orElse(LOCAL) : parsed(environment);
        }
        if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            return url;
        }
        throw CommandFailedException.badInput("--url must be an HTTP URL such as " + LOCAL + ", but is " + url);
    }

    /**
     * Null without a token. There is no option for the token itself because every local user can read command lines. A
     * profile's token is for the profile's service and sent to no other.
     */
    private @Nullable String token() {
        if (tokenFile != null) {
            return TokenText.read(tokenFile);
        }
        String environment = environment("BACKSPIKE_TOKEN");
        if (environment != null) {
            return environment;
        }
        URI url = url();
        return profile()
                .filter(known -> known.url().equals(url))
                .map(Profile::token)
                .orElse(null);
    }

    private Optional<Profile> profile() {
        String named = profile == null ? environment("BACKSPIKE_PROFILE") : profile;
        Profiles profiles = profiles();
        Optional<Profile> found = profiles.find(named == null ? Profiles.DEFAULT : named);
        if (named != null && found.isEmpty()) {
            throw CommandFailedException.badInput("there is no profile " + named + " in " + profiles.file()
                    + "; store one with: login --profile " + named + " --url URL");
        }
        return found;
    }

    private Profiles profiles() {
        if (command != null && command.root().userObject() instanceof Profiles.Owner owner) {
            return owner.profiles();
        }
        throw new IllegalStateException("set by picocli");
    }

    private static URI parsed(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.badInput(
                    "BACKSPIKE_URL must be an HTTP URL such as " + LOCAL + ", but is " + text);
        }
    }

    /** Null if it is not set or blank. */
    private static @Nullable String environment(String name) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
