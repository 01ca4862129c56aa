package dev.backspike.cli;

import dev.backspike.cli.access.LoginCommand;
import dev.backspike.cli.access.LogoutCommand;
import dev.backspike.cli.access.TokensCommand;
import dev.backspike.cli.completion.CompletionCommand;
import dev.backspike.cli.dataset.DatasetsCommand;
import dev.backspike.cli.fleet.DrainCommand;
import dev.backspike.cli.fleet.UndrainCommand;
import dev.backspike.cli.fleet.WorkersCommand;
import dev.backspike.cli.job.ActionCommand;
import dev.backspike.cli.job.CancelCommand;
import dev.backspike.cli.job.CheckCommand;
import dev.backspike.cli.job.CompareCommand;
import dev.backspike.cli.job.EvaluateCommand;
import dev.backspike.cli.job.FollowCommand;
import dev.backspike.cli.job.JobsCommand;
import dev.backspike.cli.job.LogsCommand;
import dev.backspike.cli.job.ModelCommand;
import dev.backspike.cli.job.PredictCommand;
import dev.backspike.cli.job.ShowCommand;
import dev.backspike.cli.job.SubmitCommand;
import dev.backspike.cli.job.SweepCommand;
import dev.backspike.cli.job.TrainCommand;
import dev.backspike.cli.profile.Profiles;
import dev.backspike.cli.service.ErrorResponseException;
import dev.backspike.cli.service.LocalService;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** The entry point of the commands that call a service; {@code ./backspike} starts it. */
@Command(name = "backspike")
public final class CommandLineClient implements Profiles.Owner {

    private final Profiles profiles;

    private CommandLineClient(Profiles profiles) {
        this.profiles = profiles;
    }

    @Override
    public Profiles profiles() {
        return profiles;
    }

    public static void main(String[] args) {
        Terminal terminal = Terminal.ofProcess();
        System.exit(run(terminal, LocalService.ofProcess(terminal), Profiles.ofUser(), args));
    }

    /** @return an {@link ExitCode} */
    static int run(Terminal terminal, LocalService localService, Profiles profiles, String... args) {
        return commandLine(terminal, localService, profiles).execute(args);
    }

    /** All commands of the client. */
    static CommandLine commandLine(Terminal terminal, LocalService localService, Profiles profiles) {
        return new CommandLine(new CommandLineClient(profiles))
                .addSubcommand(new TrainCommand(terminal, localService))
                .addSubcommand(new SubmitCommand(terminal, localService))
                .addSubcommand(new SweepCommand(terminal, localService))
                .addSubcommand(new CheckCommand(terminal, localService))
                .addSubcommand(new JobsCommand(terminal))
                .addSubcommand(new ShowCommand(terminal))
                .addSubcommand(new FollowCommand(terminal))
                .addSubcommand(new CompareCommand(terminal))
                .addSubcommand(new LogsCommand(terminal))
                .addSubcommand(new ModelCommand(terminal))
                .addSubcommand(new EvaluateCommand(terminal))
                .addSubcommand(new PredictCommand(terminal))
                .addSubcommand(new CancelCommand(terminal))
                .addSubcommand("pause", new ActionCommand(terminal, ActionCommand.Action.PAUSE))
                .addSubcommand("resume", new ActionCommand(terminal, ActionCommand.Action.RESUME))
                .addSubcommand("retry", new ActionCommand(terminal, ActionCommand.Action.RETRY))
                .addSubcommand(DatasetsCommand.on(terminal))
                .addSubcommand(new WorkersCommand(terminal))
                .addSubcommand(new DrainCommand(terminal))
                .addSubcommand(new UndrainCommand(terminal))
                .addSubcommand(TokensCommand.on(terminal))
                .addSubcommand(new LoginCommand(terminal, profiles))
                .addSubcommand(new LogoutCommand(terminal, profiles))
                .addSubcommand(new CompletionCommand(terminal))
                .setOut(terminal.outWriter())
                .setErr(terminal.errWriter())
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setExecutionExceptionHandler((e, command, parsed) -> exitCode(e, terminal));
    }

    private static int exitCode(Exception e, Terminal terminal) throws Exception {
        return switch (e) {
            case CommandFailedException failed -> {
                terminal.error(String.valueOf(failed.getMessage()));
                yield failed.exitCode();
            }
            case ErrorResponseException rejected -> {
                terminal.error(rejected.response().describe());
                yield rejected.response().isServiceFault() ? ExitCode.UNREACHABLE : ExitCode.BAD_INPUT;
            }
            default -> throw e;
        };
    }
}
