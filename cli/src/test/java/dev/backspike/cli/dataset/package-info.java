@NullMarked
package dev.backspike.cli.dataset;

import org.jspecify.annotations.NullMarked;
