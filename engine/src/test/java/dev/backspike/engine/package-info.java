@NullMarked
package dev.backspike.engine;

import org.jspecify.annotations.NullMarked;
