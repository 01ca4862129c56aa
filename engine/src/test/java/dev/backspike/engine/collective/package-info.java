@NullMarked
package dev.backspike.engine.collective;

import org.jspecify.annotations.NullMarked;
