package dev.backspike.worker.files;

import dev.backspike.common.id.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The answer of the service to a request for an uploaded file. */
final class Download implements AutoCloseable {

    private static final int CONNECT_MILLIS = 5_000;
    /** Timeout between two parts of the content, not for all of it. */
    private static final int READ_MILLIS = 40_000;

    private final HttpURLConnection http;

    private Download(HttpURLConnection http) {
        this.http = http;
    }

    /**
     * @param api base URL of the service, with a slash at its end
     * @param token null if the service requires none
     * @throws FileNotFoundException if the service does not have the file
     */
    static Download begin(URI api, @Nullable String token, Sha256 sha256) throws IOException {
        HttpURLConnection http = (HttpURLConnection)
                api.resolve("api/v1/worker/files/" + sha256).toURL().openConnection();
        http.setConnectTimeout(CONNECT_MILLIS);
        http.setReadTimeout(READ_MILLIS);
        if (token != null) {
            http.setRequestProperty("Authorization", "Bearer " + token);
        }
        int status = http.getResponseCode();
        if (status == HttpURLConnection.HTTP_OK) {
            return new Download(http);
        }
        http.disconnect();
        if (status == HttpURLConnection.HTTP_NOT_FOUND || status == HttpURLConnection.HTTP_GONE) {
            throw new FileNotFoundException(sha256.text());
        }
        throw new IOException(http.getURL() + " answered with status " + status);
    }

    /** The announced size in bytes; 0 if none is. */
    long bytes() {
        return Math.max(0, http.getContentLengthLong());
    }

    /**
     * Writes the content to a file and forces it to disk.
     *
     * @return the checksum of what arrived
     */
    Sha256 writeTo(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(http.getInputStream(), digest);
                FileChannel out = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            in.transferTo(Channels.newOutputStream(out));
            out.force(true);
        }
        return Sha256.from(digest.digest());
    }

    @Override
    public void close() {
        http.disconnect();
    }
}
