@NullMarked
package dev.backspike.engine.cuda;

import org.jspecify.annotations.NullMarked;
