package dev.backspike.cli.job;

import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Table;
import dev.backspike.cli.terminal.Terminal;
import dev.backspike.cli.terminal.WatchOption;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "jobs", description = "Lists jobs, newest first.")
public final class JobsCommand extends ServiceCommand {

    private static final int STATE = 2;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            split = ",",
            description = "Only jobs in this state, such as running or failed; several with commas.")
    private List<String> states = List.of();

    @Option(names = "--name", paramLabel = "NAME", description = "Only jobs of this name; yin* for all that begin so.")
    private @Nullable String name;

    @Option(
            names = "--label",
            paramLabel = "NAME=CONTENT",
            description = "Only jobs with this label; repeatable, all must hold.")
    private List<String> labels = List.of();

    @Option(names = "--sweep", paramLabel = "ID", description = "Only the runs of this sweep.")
    private @Nullable String sweep;

    @Option(names = "--owner", paramLabel = "NAME", description = "Only jobs of this owner.")
    private @Nullable String owner;

    @Option(names = "--limit", paramLabel = "N", description = "Jobs at most. Default: ${DEFAULT-VALUE}.")
    private int limit = 20;

    @Mixin
    private WatchOption watch = new WatchOption();

    @Option(names = "--json", description = "Prints the jobs as a JSON array, and nothing else, on stdout.")
    private boolean json;

    public JobsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        if (limit < 1) {
            throw CommandFailedException.badInput("--limit must be at least 1, was " + limit);
        }
        watch.show(terminal, () -> {
            List<JsonNode> jobs = client.jobs(filter(), limit);
            return json ? Json.pretty(jobs) + "\n" : table(jobs);
        });
        return ExitCode.SUCCEEDED;
    }

    private Map<String, List<String>> filter() {
        Map<String, List<String>> filter = new LinkedHashMap<>();
        if (!states.isEmpty()) {
            filter.put(
                    "state",
                    states.stream()
                            .map(state -> state.toUpperCase(Locale.ROOT).replace('-', '_'))
                            .toList());
        }
        if (!labels.isEmpty()) {
            filter.put("label", labels);
        }
        put(filter, "name", name);
        put(filter, "sweep", sweep);
        put(filter, "owner", owner);
        return filter;
    }

    private static void put(Map<String, List<String>> filter, String parameter, @Nullable String value) {
        if (value != null) {
            filter.put(parameter, List.of(value));
        }
    }

    private String table(List<JsonNode> jobs) {
        if (jobs.isEmpty()) {
            return "no such jobs\n";
        }
        Instant now = Instant.now();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("job", "name", "state", "epoch", "accuracy", "ran", "age", "owner", "why"));
        for (JsonNode job : jobs) {
            rows.add(List.of(
                    job.path("id").asString(),
                    JobText.name(job),
                    job.path("state").asString(""),
                    JobText.epochs(job),
                    JobText.accuracy(job),
                    JobText.duration(job, now),
                    Formats.age(Instant.parse(job.path("createdAt").asString()), now),
                    Terminal.printable(job.path("owner").asString("-")),
                    JobText.reason(job)));
        }
        return Table.aligned(rows, (column, cell) -> column == STATE ? JobText.state(terminal, cell) : cell);
    }
}
