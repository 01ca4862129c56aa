package dev.backspike.cli.access;

import dev.backspike.cli.profile.PrivateFile;
import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "create",
        description =
                "Creates a token and prints it on stdout, or writes it to a file that only its owner can read. The service "
                        + "does not show it again.")
final class CreateTokenCommand extends ServiceCommand {

    @Parameters(
            paramLabel = "NAME",
            description = "Who the token is for: the owner of what is submitted with it, or the identity of a worker.")
    private String name = "";

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            required = true,
            description = "What it may do: viewer, submitter, worker or admin.")
    private String scope = "";

    @Option(names = "--days", paramLabel = "N", description = "How long it is valid. Default: 90.")
    private @Nullable Integer days;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file to write, which must not exist.")
    private @Nullable Path output;

    CreateTokenCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        if (output != null && Files.exists(output)) {
            throw CommandFailedException.badInput(output + " exists; name another file with --output");
        }
        ObjectNode request = Json.MAPPER.createObjectNode().put("name", name).put("scope", scope);
        if (days != null) {
            request.put("days", days);
        }
        JsonNode created = client.createToken(Json.MAPPER.writeValueAsString(request));
        String secret = created.path("token").asString("");
        if (output == null) {
            terminal.line(secret);
        } else {
            try {
                PrivateFile.create(output, secret + "\n");
            } catch (IOException e) {
                client.revokeToken(created.path("id").asString(""));
                throw CommandFailedException.badInput(
                        "cannot write " + output + " (" + e + "); the token was revoked again");
            }
            terminal.line("token " + created.path("id").asString("") + " for " + name + " is in " + output
                    + ", valid until " + created.path("expiresAt").asString(""));
        }
        return ExitCode.SUCCEEDED;
    }
}
