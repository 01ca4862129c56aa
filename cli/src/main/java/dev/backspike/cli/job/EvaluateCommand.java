package dev.backspike.cli.job;

import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.spec.SpecDocument;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "evaluate",
        description =
                "Evaluates the model of a job, or a checkpoint, on its test data or other data, and shows accuracy, loss, "
                        + "the accuracy of each class and the confusion matrix. The service keeps the result with the job.",
        footer = {"", "Exit codes: 0 evaluated, 2 wrong usage or rejected by the service, 3 no service."})
public final class EvaluateCommand extends ServiceCommand {

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String id = "";

    @Option(
            names = "--split",
            paramLabel = "PART",
            description = "Part of the data: train, validation or test. Default: ${DEFAULT-VALUE}.")
    private String split = "test";

    @Option(names = "--checkpoint", paramLabel = "N", description = "This checkpoint instead of the model.")
    private @Nullable Integer checkpoint;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Samples at most, spread evenly over the data. Default: all.")
    private @Nullable Integer limit;

    @Option(
            names = "--dataset",
            paramLabel = "FILE",
            description = "A JSON file with a data set, as the field dataset of a specification; default: the job's.")
    private @Nullable Path dataset;

    @Option(names = "--json", description = "Prints the response of the service, and nothing else, on stdout.")
    private boolean json;

    public EvaluateCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        ObjectNode body = Json.MAPPER.createObjectNode().put("split", split);
        if (checkpoint != null) {
            body.put("checkpoint", checkpoint);
        }
        if (limit != null) {
            body.put("limit", limit);
        }
        if (dataset != null) {
            body.set("dataset", Json.MAPPER.readTree(SpecDocument.read(dataset).toJson()));
        }
        JsonNode answer = client.run(id, "evaluate", Json.MAPPER.writeValueAsString(body));
        terminal.line(
                json
                        ? Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer)
                        : EvaluationText.of(answer));
        return ExitCode.SUCCEEDED;
    }
}
