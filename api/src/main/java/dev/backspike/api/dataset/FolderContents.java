package dev.backspike.api.dataset;

import dev.backspike.api.storage.StoredContent;
import dev.backspike.api.storage.StoredFile;
import dev.backspike.common.id.FileName;
import java.io.InputStream;
import java.nio.file.Path;

/** Contents in the data directory. */
final class FolderContents implements UploadContents {

    private final UploadFolder folder;

    FolderContents(UploadFolder folder) {
        this.folder = folder;
    }

    @Override
    public UploadFolder.Content receive(InputStream body, long announced) {
        return folder.store(body, announced);
    }

    @Override
    public Path path(UploadFolder.Content received) {
        return folder.path(received.storedAs());
    }

    /** Does nothing: the folder is where contents are stored. */
    @Override
    public void keep(UploadFolder.Content received) {}

    @Override
    public Path local(UploadedFile file) {
        return folder.path(file.storedAs());
    }

    @Override
    public StoredContent stored(UploadedFile file) {
        return new StoredFile(folder.path(file.storedAs()));
    }

    @Override
    public void delete(FileName storedAs) {
        folder.delete(storedAs);
    }
}
