@NullMarked
package dev.backspike.worker.model.nir;

import org.jspecify.annotations.NullMarked;
