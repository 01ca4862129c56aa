@NullMarked
package dev.backspike.worker.hdf5;

import org.jspecify.annotations.NullMarked;
