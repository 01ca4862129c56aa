package dev.backspike.worker.files;

import dev.backspike.common.file.ContainedFolder;
import dev.backspike.common.file.UploadedFiles;
import dev.backspike.common.id.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The uploaded files of a remote service: fetched on first use and stored under their checksum in a folder that several
 * workers of a machine may share. A file gets its name only once it is complete and has that checksum.
 */
public final class FetchedFiles implements UploadedFiles {

    private static final int CONNECT_MILLIS = 5_000;
    /** Timeout between two parts of the content, not for all of it. */
    private static final int READ_MILLIS = 40_000;

    private static final int ATTEMPTS = 8;

    private final URI api;
    private final @Nullable String token;
    private final ContainedFolder folder;
    private final Duration firstPause;

    /**
     * @param api base URL of the service
     * @param token null if the service requires none
     * @param folder created when needed
     */
    public FetchedFiles(URI api, @Nullable String token, Path folder) {
        this(api, token, folder, Duration.ofMillis(250));
    }

    /**
     * @param firstPause delay after the first failed attempt, doubled after each further one; by default half a minute
     *     in total
     */
    FetchedFiles(URI api, @Nullable String token, Path folder, Duration firstPause) {
        String base = api.toString();
        this.api = URI.create(base.endsWith("/") ? base : base + "/");
        this.token = token;
        this.folder = new ContainedFolder(folder);
        this.firstPause = firstPause;
    }

    @Override
    public synchronized Path locate(Sha256 sha256) throws IOException {
        Path file = folder.resolve(sha256);
        Duration pause = firstPause;
        for (int attempts = 1; !Files.exists(file); attempts++) {
            try {
                fetch(sha256, file);
            } catch (FileNotFoundException e) {
                throw e;
            } catch (IOException e) {
                if (attempts == ATTEMPTS) {
                    throw new IOException("failed after " + ATTEMPTS + " attempts: " + e.getMessage(), e);
                }
                sleep(pause);
                pause = pause.multipliedBy(2);
            }
        }
        return file;
    }

    private void fetch(Sha256 sha256, Path file) throws IOException {
        Files.createDirectories(folder.root());
        Path temporary = Files.createTempFile(folder.root(), ".incoming-", ".part");
        try {
            Sha256 arrived = download(sha256, temporary);
            if (!arrived.equals(sha256)) {
                throw new IOException("what arrived has the checksum " + arrived + " instead of " + sha256);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** @return the checksum of the received content */
    private Sha256 download(Sha256 sha256, Path into) throws IOException {
        HttpURLConnection http = (HttpURLConnection)
                api.resolve("api/v1/worker/files/" + sha256).toURL().openConnection();
        http.setConnectTimeout(CONNECT_MILLIS);
        http.setReadTimeout(READ_MILLIS);
        if (token != null) {
            http.setRequestProperty("Authorization", "Bearer " + token);
        }
        try {
            int status = http.getResponseCode();
            if (status == HttpURLConnection.HTTP_NOT_FOUND || status == HttpURLConnection.HTTP_GONE) {
                throw new FileNotFoundException(sha256.text());
            }
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException(http.getURL() + " answered with status " + status);
            }
            MessageDigest digest = Sha256.digest();
            try (InputStream in = new DigestInputStream(http.getInputStream(), digest);
                    FileChannel out = FileChannel.open(into, StandardOpenOption.WRITE)) {
                in.transferTo(Channels.newOutputStream(out));
                out.force(true);
            }
            return Sha256.from(digest.digest());
        } finally {
            http.disconnect();
        }
    }

    private static void sleep(Duration pause) throws IOException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
