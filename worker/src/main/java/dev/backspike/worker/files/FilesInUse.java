package dev.backspike.worker.files;

import java.util.ArrayList;
import java.util.List;

/** The fetched files that an attempt uses, which are not deleted from the cache before it has ended. */
public final class FilesInUse {

    private static final ScopedValue<FilesInUse> CURRENT = ScopedValue.newInstance();

    private final List<FolderLocks.Held> held = new ArrayList<>();

    private FilesInUse() {}

    /** Runs work, which uses the files that it locates on this thread until it ends. */
    public static void during(Runnable work) {
        FilesInUse files = new FilesInUse();
        try {
            ScopedValue.where(CURRENT, files).run(work);
        } finally {
            files.held.forEach(FolderLocks.Held::close);
        }
    }

    /** Holds a lock until the work of this thread ends; on a thread without such work, until the process ends. */
    static void keep(FolderLocks.Held lock) {
        if (CURRENT.isBound()) {
            CURRENT.get().held.add(lock);
        }
    }
}
