package dev.backspike.worker.bench;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.ResourcesSpec.Device;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.DeviceException;
import dev.backspike.engine.DeviceRequest;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineFactory;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.Engines;
import dev.backspike.engine.UnsupportedNetworkException;
import dev.backspike.engine.cuda.CudaEngine;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.DatasetInspector;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.network.Initialisers;
import dev.backspike.engine.network.Network;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./backspike bench}: times the training steps of a job on this machine, without a service. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Times the training steps of a job, phase by phase, on this machine.")
public final class BenchCommand implements Callable<Integer> {

    private static final String DIRECTORY = "BACKSPIKE_DATASETS_DIRECTORY";

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(paramLabel = "SPEC", description = "the job specification, a JSON file")
    private Path file = Path.of("");

    @Option(
            names = "--threads",
            split = ",",
            defaultValue = "1",
            paramLabel = "N",
            description = "numbers of threads to measure, e.g. 1,2 (default: ${DEFAULT-VALUE})")
    private List<Integer> threads = List.of();

    @Option(names = "--batches", defaultValue = "20", description = "timed batches (default: ${DEFAULT-VALUE})")
    private int batches;

    @Option(
            names = "--warm-up",
            defaultValue = "5",
            paramLabel = "SECONDS",
            description = "seconds of untimed batches before, until the JVM has compiled the code (default:"
                    + " ${DEFAULT-VALUE})")
    private double warmUp;

    @Option(
            names = "--device",
            defaultValue = "cpu",
            paramLabel = "DEVICE",
            description = "cpu, cuda, or auto for CUDA if it works here (default: ${DEFAULT-VALUE})")
    private String device = "";

    @Option(names = "--kernels", description = "print the job's CUDA kernels instead; needs no device")
    private boolean kernels;

    @Option(names = "--json", description = "print a JSON object per number of threads")
    private boolean json;

    @Option(
            names = "--datasets",
            paramLabel = "DIR",
            description = "directory of the data files that jobs name (default: $" + DIRECTORY + ")")
    private @Nullable Path datasets;

    public static void main(String[] args) {
        // Logback writes to System.out. Standard output carries the results, so warnings go to standard error.
        PrintStream results = System.out;
        System.setOut(System.err);
        LoggingSystem.get(BenchCommand.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
        System.exit(new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(results, true, results.charset()))
                .execute(args));
    }

    @Override
    public Integer call() {
        require(batches >= 1, "--batches must be at least 1");
        require(warmUp >= 0, "--warm-up must be at least 0");
        require(List.of("auto", "cpu", "cuda").contains(device), "--device must be auto, cpu or cuda");
        require(threads.stream().allMatch(t -> t >= 1), "--threads must be at least 1");
        PrintWriter out = commandLine().getOut();
        try {
            run(out);
            return CommandLine.ExitCode.OK;
        } catch (InvalidSpecException e) {
            PrintWriter err = commandLine().getErr();
            for (SpecError error : e.errors()) {
                err.println(file + ": " + error.pointer() + " " + error.message());
            }
            return CommandLine.ExitCode.USAGE;
        } catch (UnsupportedNetworkException e) {
            commandLine().getErr().println(file + ": " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        } catch (DeviceException e) {
            commandLine().getErr().println("--device " + device + ": " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private void run(PrintWriter out) {
        Datasets source = new Datasets(directory());
        JobSpec job = new DatasetInspector(source).resolve(JobSpecParser.parse(read()));
        Dataset data = source.open(job).train();
        Network network = Network.of(job.network());
        if (kernels) {
            out.print(CudaEngine.kernels(options(network, job, 1)));
            out.flush();
            return;
        }
        Device asked = Device.valueOf(device.toUpperCase(Locale.ROOT));
        require(
                asked != Device.CUDA || job.network().solver() == Solver.CLOCK,
                "--device cuda runs the clock solver only, and /network/solver of " + file
                        + " is event; take --device cpu" + " or auto, or set the solver to clock");
        EngineFactory engines = Engines.offering(asked, 1).on(DeviceRequest.of(asked));
        Benchmark benchmark = new Benchmark(network, data, job.training().batchSize(), warmUp, batches);
        if (!json) {
            out.println(Table.HEADER);
        }
        JsonMapper mapper = new JsonMapper();
        for (int count : threads) {
            try (Engine engine =
                    engines.create(options(network, job, count), job.network().solver())) {
                BenchResult result = benchmark.measure(engine);
                out.println(json ? mapper.writeValueAsString(result) : Table.row(result));
                out.flush();
            }
        }
    }

    private static EngineOptions options(Network network, JobSpec job, int threads) {
        return new EngineOptions(
                network,
                job.training(),
                Initialisers.draw(network, job.training().seed()),
                threads);
    }

    private @Nullable Path directory() {
        String variable = System.getenv(DIRECTORY);
        return datasets != null || variable == null ? datasets : Path.of(variable);
    }

    private String read() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ParameterException(commandLine(), "cannot read " + file + ": " + e, e);
        }
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(commandLine(), message);
        }
    }

    private CommandLine commandLine() {
        if (command == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return command.commandLine();
    }
}
