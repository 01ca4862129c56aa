/** Inspection of specifications and uploaded files by the engine, in confined child processes. */
@NullMarked
package dev.backspike.api.inspection;

import org.jspecify.annotations.NullMarked;
