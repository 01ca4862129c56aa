/** What the tests of all modules need to hold the project's documents against the code. */
@NullMarked
package dev.backspike.common.documentation;

import org.jspecify.annotations.NullMarked;
