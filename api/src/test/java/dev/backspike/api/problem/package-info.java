/** Tests. */
@NullMarked
package dev.backspike.api.problem;

import org.jspecify.annotations.NullMarked;
