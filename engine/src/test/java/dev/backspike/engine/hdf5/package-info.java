@NullMarked
package dev.backspike.engine.hdf5;

import org.jspecify.annotations.NullMarked;
