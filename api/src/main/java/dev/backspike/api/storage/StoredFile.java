package dev.backspike.api.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** A content that is a file on disk. */
public record StoredFile(Path path) implements StoredContent {

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public Optional<Version> version() throws IOException {
        try {
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(new Version(file.size(), file.lastModifiedTime() + " " + file.fileKey()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }
}
