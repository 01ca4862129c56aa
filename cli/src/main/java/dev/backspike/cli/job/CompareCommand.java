package dev.backspike.cli.job;

import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Table;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "compare",
        description =
                "Compares jobs: the fields of their specifications that differ, and their losses and accuracies. The best "
                        + "value of a validation series is chosen by itself; test values are those of the latest epoch.")
public final class CompareCommand extends ServiceCommand {

    private static final int MOST = 30;
    private static final String ABSENT = "-";

    @Parameters(arity = "2..*", paramLabel = "JOB", description = "The jobs' ids, 2 to 30.")
    private List<String> ids = List.of();

    @Option(names = "--json", description = "Prints the comparison as JSON, and nothing else, on stdout.")
    private boolean json;

    public CompareCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        if (ids.size() > MOST) {
            throw CommandFailedException.badInput("at most " + MOST + " jobs can be compared, not " + ids.size());
        }
        List<JsonNode> jobs = new ArrayList<>();
        for (String id : ids) {
            jobs.add(client.job(id));
        }
        List<List<String>> differing = differing(jobs);
        terminal.text(json ? Json.pretty(document(jobs, differing)) + "\n" : text(jobs, differing));
        return ExitCode.SUCCEEDED;
    }

    /** For each field that differs, its name and its value in each job. */
    private static List<List<String>> differing(List<JsonNode> jobs) {
        List<Map<String, String>> fields = jobs.stream()
                .map(job -> SpecFields.of(job.path("resolvedSpec")))
                .toList();
        SortedSet<String> names = new TreeSet<>();
        fields.forEach(one -> names.addAll(one.keySet()));
        List<List<String>> rows = new ArrayList<>();
        for (String name : names) {
            List<String> values =
                    fields.stream().map(one -> one.getOrDefault(name, ABSENT)).toList();
            if (Set.copyOf(values).size() > 1) {
                List<String> row = new ArrayList<>(List.of(name));
                row.addAll(values);
                rows.add(row);
            }
        }
        return rows;
    }

    private String text(List<JsonNode> jobs, List<List<String>> differing) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("", jobs, job -> job.path("id").asString()));
        rows.add(row("name", jobs, JobText::name));
        rows.add(row("state", jobs, job -> job.path("state").asString("")));
        rows.add(row("epoch", jobs, JobText::epochs));
        differing.stream()
                .map(row -> row.stream().map(Terminal::printable).toList())
                .forEach(rows::add);
        for (String split : List.of("validation", "test", "train")) {
            for (String measure : List.of("accuracy", "loss")) {
                String series = split + "." + measure;
                String from = split.equals("validation") ? "best" : "latest";
                List<String> row = row(from + " " + series, jobs, job -> {
                    Double value = Json.numbers(job.path(from)).get(series);
                    return value == null ? ABSENT : JobText.value(series, value);
                });
                if (row.stream().skip(1).anyMatch(value -> !value.equals(ABSENT))) {
                    rows.add(row);
                }
            }
        }
        return Table.aligned(rows, (column, cell) -> JobText.state(terminal, cell));
    }

    private interface Value {
        String of(JsonNode job);
    }

    private static List<String> row(String name, List<JsonNode> jobs, Value value) {
        List<String> row = new ArrayList<>(List.of(name));
        jobs.forEach(job -> row.add(value.of(job)));
        return row;
    }

    private static ObjectNode document(List<JsonNode> jobs, List<List<String>> differing) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        ArrayNode list = document.putArray("jobs");
        for (int j = 0; j < jobs.size(); j++) {
            JsonNode job = jobs.get(j);
            ObjectNode one = list.addObject();
            for (String field : List.of("id", "name", "state", "progress", "latest", "best")) {
                one.set(field, job.path(field));
            }
            ObjectNode differences = one.putObject("differences");
            for (List<String> row : differing) {
                differences.put(row.getFirst(), row.get(j + 1));
            }
        }
        return document;
    }
}
