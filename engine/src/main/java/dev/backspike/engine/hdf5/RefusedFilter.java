package dev.backspike.engine.hdf5;

import io.jhdf.exceptions.HdfFilterException;
import io.jhdf.filter.Filter;

/** A filter that no code here decodes. */
final class RefusedFilter implements Filter {

    private final int id;
    private final String name;

    /**
     * @param id as registered with the HDF Group
     * @param name for messages
     */
    RefusedFilter(int id, String name) {
        this.id = id;
        this.name = name;
    }

    @Override
    public int getId() {
        return id;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public byte[] decode(byte[] encoded, int[] parameters) {
        throw new HdfFilterException("uses the HDF5 filter " + name + " (" + id
                + "), which is not supported; convert the file with: h5repack -f GZIP=4 OLD.h5 NEW.h5");
    }
}
