package dev.backspike.worker.files;

/** The disk of the cache has no room for a file, and nothing in the cache is left to delete. */
public final class CacheDiskFullException extends FileNotFetchedException {

    private static final long serialVersionUID = 1L;

    /**
     * @param needed bytes of the file
     * @param usable bytes that the disk has left
     */
    public CacheDiskFullException(long needed, long usable) {
        super("the disk of the worker's cache of fetched files is full: " + needed + " bytes are needed, " + usable
                + " are free, and all files in the cache are in use; free some space there, or set"
                + " backspike.datasets.cache to a folder on another disk");
    }
}
