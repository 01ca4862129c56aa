@NullMarked
package dev.backspike.engine.cuda.driver;

import org.jspecify.annotations.NullMarked;
