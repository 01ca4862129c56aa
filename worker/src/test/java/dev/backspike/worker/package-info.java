@NullMarked
package dev.backspike.worker;

import org.jspecify.annotations.NullMarked;
