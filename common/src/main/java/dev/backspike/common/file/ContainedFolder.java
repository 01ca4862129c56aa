package dev.backspike.common.file;

import dev.backspike.common.id.Identifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder whose files are addressed by identifiers only. Identifiers cannot lead out of the folder; this class checks
 * that again, and that no symbolic link in the folder leads elsewhere. The folder itself may be a link, since the
 * operator chooses where data are stored.
 */
public final class ContainedFolder {

    private final Path root;

    /** @param root need not exist yet */
    public ContainedFolder(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    public Path root() {
        return root;
    }

    /**
     * Returns the path of a file or folder in this folder, which need not exist.
     *
     * @param names names of folders from the outside to the inside, then the name of the file
     * @throws OutsideFolderException if the path would leave this folder
     */
    public Path resolve(Identifier... names) throws OutsideFolderException {
        Path path = root;
        for (Identifier name : names) {
            Path inner = path.resolve(name.text()).normalize();
            if (!path.equals(inner.getParent())) {
                throw new OutsideFolderException(inner + " is not directly below " + path);
            }
            if (Files.isSymbolicLink(inner)) {
                throw new OutsideFolderException(inner + " is a symbolic link; put the file itself there");
            }
            path = inner;
        }
        return path;
    }

    /** A path or a symbolic link leads out of the folder. */
    public static final class OutsideFolderException extends IOException {

        private static final long serialVersionUID = 1L;

        OutsideFolderException(String message) {
            super(message);
        }
    }
}
