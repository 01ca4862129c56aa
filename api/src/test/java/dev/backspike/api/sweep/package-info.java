@NullMarked
package dev.backspike.api.sweep;

import org.jspecify.annotations.NullMarked;
