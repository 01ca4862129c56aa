package dev.backspike.api.dataset;

import dev.backspike.api.storage.StoredContent;
import dev.backspike.common.id.FileName;
import java.io.InputStream;
import java.nio.file.Path;

/** The contents of uploaded files, each under a name that is never used again. */
interface UploadContents {

    /**
     * Receives a content on the disk of this process, whole or not at all.
     *
     * @param announced its length, -1 if unknown
     */
    UploadFolder.Content receive(InputStream body, long announced);

    /** The path of a content that has just been received. */
    Path path(UploadFolder.Content received);

    /** Makes a content that was received available to every replica of the service. */
    void keep(UploadFolder.Content received);

    /**
     * A file on the disk of this process with the content, which stays there for as long as anything reads it.
     *
     * @throws dev.backspike.api.storage.DefectiveContentException if it is missing or damaged
     */
    Path local(UploadedFile file);

    /** The content as it is stored, for the transfer to workers. */
    StoredContent stored(UploadedFile file);

    /** What cannot be deleted now is left for {@link LeftoverUploads}. */
    void delete(FileName storedAs);
}
