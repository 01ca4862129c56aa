/** Completion of commands, options and their values in shells. */
@NullMarked
package dev.backspike.cli.completion;

import org.jspecify.annotations.NullMarked;
