/**
 * HDF5 files that strangers wrote. jHDF parses them; what it would hand to code that reads or writes memory unchecked
 * is replaced or refused here, so every such file is opened through {@link dev.backspike.engine.hdf5.Hdf5Files}.
 */
@NullMarked
package dev.backspike.engine.hdf5;

import org.jspecify.annotations.NullMarked;
