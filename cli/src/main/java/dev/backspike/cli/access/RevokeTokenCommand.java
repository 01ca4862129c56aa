package dev.backspike.cli.access;

import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "revoke", description = "Revokes a token, with immediate effect.")
final class RevokeTokenCommand extends ServiceCommand {

    @Parameters(paramLabel = "TOKEN", description = "The token's id, as tokens list shows it.")
    private String id = "";

    RevokeTokenCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        client.revokeToken(id);
        terminal.line("token " + id + " is revoked");
        return ExitCode.SUCCEEDED;
    }
}
