package dev.backspike.common.file;

import dev.backspike.common.id.Identifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder whose files are reached by identifiers only. Identifiers cannot climb out of it; that is checked here once
 * more, and so is that no symbolic link below the folder leads elsewhere. The folder itself may be a link: where data
 * lies is the operator's choice.
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
     * The path of a file or folder below this one, which need not exist.
     *
     * @param names folders and then the name, from the outside to the inside
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

    /** Something in the folder leads out of it. */
    public static final class OutsideFolderException extends IOException {

        private static final long serialVersionUID = 1L;

        OutsideFolderException(String message) {
            super(message);
        }
    }
}
