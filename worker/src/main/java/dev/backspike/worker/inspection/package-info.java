/** What the api is told about a job specification before it accepts it. */
@NullMarked
package dev.backspike.worker.inspection;

import org.jspecify.annotations.NullMarked;
