@NullMarked
package dev.backspike.engine.inspection;

import org.jspecify.annotations.NullMarked;
