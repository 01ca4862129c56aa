/** What a command writes to and ends with: the streams of the process, numbers and tables as text, exit codes. */
@NullMarked
package dev.backspike.cli.terminal;

import org.jspecify.annotations.NullMarked;
