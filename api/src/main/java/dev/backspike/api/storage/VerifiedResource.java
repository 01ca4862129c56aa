package dev.backspike.api.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import org.springframework.core.io.AbstractResource;

/** A stored file whose hash has been verified, as the body of a response. */
final class VerifiedResource extends AbstractResource {

    private final String what;
    private final StoredContent content;
    private final long bytes;

    VerifiedResource(String what, StoredContent content, long bytes) {
        this.what = what;
        this.content = content;
        this.bytes = bytes;
    }

    @Override
    public String getDescription() {
        return what;
    }

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public long contentLength() {
        return bytes;
    }

    /** @throws DefectiveContentException if it has gone since, so that the answer is no empty success */
    @Override
    public InputStream getInputStream() throws IOException {
        try {
            return content.open();
        } catch (NoSuchFileException e) {
            throw DefectiveContentException.missing(what, e);
        }
    }
}
