@NullMarked
package dev.backspike.api.cli;

import org.jspecify.annotations.NullMarked;
