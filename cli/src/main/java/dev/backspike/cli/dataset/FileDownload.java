package dev.backspike.cli.dataset;

import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Downloads a file whose checksum is known. What has arrived stays in {@code NAME.part}, from which the next try, of
 * this command or of a later one, goes on.
 */
final class FileDownload {

    private static final int TRIES = 5;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int BUFFER = 1 << 16;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final Terminal terminal;
    private final Duration pause;

    /** @param pause before a further try after a lost connection */
    FileDownload(Terminal terminal, Duration pause) {
        this.terminal = terminal;
        this.pause = pause;
    }

    /**
     * Downloads to {@code NAME.part} and checks it.
     *
     * @param target the name without {@code .part}
     * @return the complete file, {@code NAME.part}, for the caller to move
     * @throws CommandFailedException if the source fails or sends other bytes
     */
    Path fetch(URI url, Path target, String md5) throws IOException, InterruptedException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        for (int attempt = 1; ; attempt++) {
            try {
                receive(url, part);
                break;
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw CommandFailedException.unreachable(
                            "cannot download " + url + ": " + e + "; the same command continues where it stopped");
                }
                terminal.error("lost the connection to " + url.getHost() + " (" + e + "); trying again");
                Thread.sleep(pause);
            }
        }
        String found = md5(part);
        if (!found.equals(md5)) {
            Files.delete(part);
            throw CommandFailedException.unreachable(url + " sent other bytes than its publishers state (MD5 " + found
                    + " instead of " + md5 + "); they were deleted");
        }
        return part;
    }

    private void receive(URI url, Path part) throws IOException, InterruptedException {
        long from = size(part);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).timeout(TIMEOUT).GET();
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            switch (answer.statusCode()) {
                case 200 -> write(body, part, 0, length(answer));
                case 206 -> write(body, part, from, from + length(answer));
                // Nothing follows what is there: it is complete, or not a beginning of this file.
                case 416 -> {}
                default ->
                    throw CommandFailedException.unreachable(url + " answered with HTTP status " + answer.statusCode());
            }
        }
    }

    /** @param total bytes of the whole file, or not positive if unknown */
    private void write(InputStream body, Path part, long from, long total) throws IOException {
        String name = String.valueOf(part.getFileName()).replaceFirst("\\.part$", "");
        StandardOpenOption how = from == 0 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND;
        long done = from;
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, how)) {
            byte[] buffer = new byte[BUFFER];
            int shown = -1;
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                out.write(buffer, 0, n);
                done += n;
                int percent = total > 0 ? (int) (100 * done / total) : -1;
                if (percent != shown) {
                    shown = percent;
                    terminal.progress(name + "  " + percent + " % of " + Formats.bytes(total));
                }
            }
        } finally {
            terminal.progress("");
        }
        if (total > 0 && done < total) {
            throw new IOException("the connection ended after " + done + " of " + total + " bytes");
        }
    }

    private static long length(HttpResponse<?> answer) {
        return answer.headers().firstValueAsLong("Content-Length").orElse(Long.MIN_VALUE);
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static String md5(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
