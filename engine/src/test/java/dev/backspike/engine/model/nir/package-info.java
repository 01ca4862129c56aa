@NullMarked
package dev.backspike.engine.model.nir;

import org.jspecify.annotations.NullMarked;
