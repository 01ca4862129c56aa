@NullMarked
package dev.backspike.engine.dataset;

import org.jspecify.annotations.NullMarked;
