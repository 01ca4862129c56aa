@NullMarked
package dev.backspike.api.launcher;

import org.jspecify.annotations.NullMarked;
