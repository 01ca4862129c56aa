package dev.backspike.cli.job;

import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "model",
        description = "Downloads the model that a job has trained, or one of its checkpoints, and checks its SHA-256.",
        footer = {"", "Exit codes: 0 downloaded, 2 wrong usage or no such model, 3 no service."})
public final class ModelCommand extends ServiceCommand {

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String id = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file to write, which must not exist. Default: JOB.safetensors, JOB.nir or"
                    + " JOB-N.safetensors.")
    private @Nullable Path output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "safetensors (arrays by name) or nir (the network). Default: safetensors.")
    private @Nullable String format;

    @Option(names = "--checkpoint", paramLabel = "N", description = "This checkpoint instead of the model.")
    private @Nullable Integer checkpoint;

    public ModelCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        if (checkpoint != null && format != null) {
            throw CommandFailedException.badInput("--format is for models; a checkpoint has one format");
        }
        Path file = output == null ? Path.of(defaultName()) : output;
        if (Files.exists(file)) {
            throw CommandFailedException.badInput(file + " exists; name another file with --output");
        }
        HttpResponse<InputStream> answer = checkpoint == null
                ? client.model(id, format == null ? "safetensors" : format)
                : client.checkpoint(id, checkpoint);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        String sha256;
        try (DigestInputStream content = new DigestInputStream(answer.body(), sha256())) {
            try {
                Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
            } catch (FileSystemException e) {
                throw CommandFailedException.badInput("cannot write " + part + ": " + e);
            }
            sha256 = HexFormat.of().formatHex(content.getMessageDigest().digest());
        }
        String stated = answer.headers().firstValue("ETag").orElse("").replaceAll("^W/|\"", "");
        if (!stated.equals(sha256)) {
            Files.delete(part);
            throw CommandFailedException.unreachable("what arrived has the SHA-256 " + sha256
                    + ", but the service states \"" + stated + "\"; it was deleted, try again");
        }
        Files.move(part, file);
        terminal.line(file + "  " + Formats.bytes(Files.size(file)) + "  sha256 " + sha256);
        return ExitCode.SUCCEEDED;
    }

    private String defaultName() {
        return checkpoint == null
                ? id + "." + (format == null ? "safetensors" : format)
                : id + "-" + checkpoint + ".safetensors";
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
