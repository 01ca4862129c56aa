/** What the api is told about a job specification before it accepts it. */
@NullMarked
package dev.backspike.engine.inspection;

import org.jspecify.annotations.NullMarked;
