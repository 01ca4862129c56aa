package dev.backspike.cli.access;

import dev.backspike.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

@Command(
        name = "tokens",
        description = "Creates, lists and revokes the tokens of a service that requires them; for admins.",
        synopsisSubcommandLabel = "COMMAND")
public final class TokensCommand {

    private TokensCommand() {}

    /** The command with its subcommands. */
    public static CommandLine on(Terminal terminal) {
        return new CommandLine(CommandSpec.forAnnotatedObject(new TokensCommand()))
                .addSubcommand(new ListTokensCommand(terminal))
                .addSubcommand(new CreateTokenCommand(terminal))
                .addSubcommand(new RevokeTokenCommand(terminal));
    }
}
