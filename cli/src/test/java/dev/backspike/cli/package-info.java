@NullMarked
package dev.backspike.cli;

import org.jspecify.annotations.NullMarked;
