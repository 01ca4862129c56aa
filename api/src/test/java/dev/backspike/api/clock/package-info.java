@NullMarked
package dev.backspike.api.clock;

import org.jspecify.annotations.NullMarked;
