package dev.backspike.cli.access;

import dev.backspike.cli.profile.Profile;
import dev.backspike.cli.profile.Profiles;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.TokenText;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.Console;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "login",
        description =
                "Stores a service and its token as a profile, after trying them. All commands then use the profile "
                        + "\"default\", or the one that --profile or BACKSPIKE_PROFILE names. Asks for the token on a terminal, or reads "
                        + "it from a file.",
        footer = {
            "",
            "Profiles are stored in backspike/profiles.json below XDG_CONFIG_HOME (~/.config), readable by their owner",
            "only.",
            "",
            "Exit codes: 0 stored, 2 wrong usage or a token that the service rejects, 3 no service."
        })
public final class LoginCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Profiles profiles;

    @Option(names = "--url", paramLabel = "URL", required = true, description = "The service.")
    private URI url = URI.create("");

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "The name of the profile. Default: ${DEFAULT-VALUE}.")
    private String name = Profiles.DEFAULT;

    @Option(names = "--token-file", paramLabel = "FILE", description = "A file that contains the token.")
    private @Nullable Path tokenFile;

    @Option(names = "--no-token", description = "Stores no token, for a service that requires none.")
    private boolean noToken;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private boolean help;

    public LoginCommand(Terminal terminal, Profiles profiles) {
        this.terminal = terminal;
        this.profiles = profiles;
    }

    @Override
    public Integer call() throws InterruptedException {
        Profile profile = new Profile(url, token());
        try {
            JsonNode caller = new ServiceClient(profile.url(), profile.token()).caller();
            profiles.keep(name, profile);
            terminal.line("profile " + name + " is stored: " + url + " as "
                    + Terminal.printable(caller.path("name").asString("")) + ", who may act as "
                    + caller.path("scopes")
                            .valueStream()
                            .map(JsonNode::asString)
                            .collect(Collectors.joining(", ")));
            return ExitCode.SUCCEEDED;
        } catch (IOException e) {
            throw CommandFailedException.unreachable("no answer from the service at " + url + ": " + e);
        }
    }

    private @Nullable String token() {
        if (noToken) {
            return null;
        }
        if (tokenFile != null) {
            return TokenText.read(tokenFile);
        }
        Console console = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .orElseThrow(
                        () -> CommandFailedException.badInput("there is no terminal to ask for the token: name a file"
                                + " with --token-file, or use --no-token"));
        char[] typed = console.readPassword("Token for %s: ", url);
        return TokenText.checked(typed == null ? "" : new String(typed).strip(), "the token");
    }
}
