package dev.backspike.cli.fleet;

import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Table;
import dev.backspike.cli.terminal.Terminal;
import dev.backspike.cli.terminal.WatchOption;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "workers", description = "Lists workers: their devices, free slots and the jobs that they run.")
public final class WorkersCommand extends ServiceCommand {

    @Mixin
    private WatchOption watch = new WatchOption();

    @Option(names = "--json", description = "Prints the workers as a JSON array, and nothing else, on stdout.")
    private boolean json;

    public WorkersCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        watch.show(terminal, () -> {
            List<JsonNode> workers = client.workers();
            return json ? Json.pretty(workers) + "\n" : table(workers);
        });
        return ExitCode.SUCCEEDED;
    }

    private String table(List<JsonNode> workers) {
        if (workers.isEmpty()) {
            return "no workers; start one with: " + terminal.command() + " worker --api URL\n";
        }
        Instant now = Instant.now();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("worker", "state", "device", "threads", "free slots", "heap", "seen", "jobs"));
        for (JsonNode worker : workers) {
            long heap = worker.path("memory").path("heapBytes").asLong();
            rows.add(List.of(
                    Terminal.printable(worker.path("name").asString("")),
                    worker.path("state").asString(""),
                    Terminal.printable(worker.path("device").asString("")),
                    worker.path("threads").asString("-"),
                    worker.path("freeSlots").asString("-"),
                    heap > 0 ? Formats.bytes(heap) : "-",
                    Formats.age(Instant.parse(worker.path("seenAt").asString()), now) + " ago",
                    jobs(worker)));
        }
        return Table.aligned(rows);
    }

    private static String jobs(JsonNode worker) {
        return worker.path("holds").isEmpty()
                ? "-"
                : worker.path("holds")
                        .valueStream()
                        .map(hold -> hold.path("jobId").asString(""))
                        .collect(Collectors.joining(", "));
    }
}
