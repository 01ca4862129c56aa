/** Commands about workers. */
@NullMarked
package dev.backspike.cli.fleet;

import org.jspecify.annotations.NullMarked;
