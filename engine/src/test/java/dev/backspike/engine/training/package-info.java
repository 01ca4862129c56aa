@NullMarked
package dev.backspike.engine.training;

import org.jspecify.annotations.NullMarked;
