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
 * The uploaded files of an api elsewhere: fetched when first asked for and kept in a folder under their checksum, which
 * several workers of a machine may share. A file has its name only once all of it has arrived and has that checksum.
 */
public final class FetchedFiles implements UploadedFiles {

    private static final int CONNECT_MILLIS = 5_000;
    /** Between two pieces of the content, not for all of it. */
    private static final int READ_MILLIS = 40_000;

    private static final int TRIES = 8;

    private final URI api;
    private final @Nullable String token;
    private final ContainedFolder folder;
    private final Duration firstPause;

    /**
     * @param api base URL
     * @param token null where the api asks for none
     * @param folder is made when it is needed
     */
    public FetchedFiles(URI api, @Nullable String token, Path folder) {
        this(api, token, folder, Duration.ofMillis(250));
    }

    /** @param firstPause after a failed try, doubled after each further one: half a minute in all by default */
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
        for (int tries = 1; !Files.exists(file); tries++) {
            try {
                fetch(sha256, file);
            } catch (FileNotFoundException e) {
                throw e;
            } catch (IOException e) {
                if (tries == TRIES) {
                    throw new IOException("gave up after " + TRIES + " tries: " + e.getMessage(), e);
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

    /** @return the checksum of what has arrived */
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
