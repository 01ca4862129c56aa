package dev.backspike.cli.access;

import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Table;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "list", description = "Lists all tokens, newest first, without their secrets.")
final class ListTokensCommand extends ServiceCommand {

    @Option(names = "--json", description = "Prints the tokens as a JSON array, and nothing else, on stdout.")
    private boolean json;

    ListTokensCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        JsonNode tokens = client.tokens();
        if (json) {
            terminal.line(Json.pretty(tokens));
            return ExitCode.SUCCEEDED;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("token", "name", "scope", "created by", "expires", "revoked"));
        for (JsonNode token : tokens) {
            rows.add(List.of(
                    token.path("id").asString(""),
                    Terminal.printable(token.path("name").asString("")),
                    token.path("scope").asString(""),
                    Terminal.printable(token.path("createdBy").asString("")),
                    token.path("expiresAt").asString("-"),
                    token.path("revokedAt").asString("-")));
        }
        terminal.text(Table.aligned(rows));
        return ExitCode.SUCCEEDED;
    }
}
