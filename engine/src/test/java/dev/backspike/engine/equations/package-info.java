@NullMarked
package dev.backspike.engine.equations;

import org.jspecify.annotations.NullMarked;
