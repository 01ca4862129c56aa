/** The specification that a user names on the command line: a JSON file and the changes of {@code --set}. */
@NullMarked
package dev.backspike.cli.spec;

import org.jspecify.annotations.NullMarked;
