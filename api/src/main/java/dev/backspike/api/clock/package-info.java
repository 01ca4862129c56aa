/** The time that everything in the database is measured by, and what happens when it goes back. */
@NullMarked
package dev.backspike.api.clock;

import org.jspecify.annotations.NullMarked;
