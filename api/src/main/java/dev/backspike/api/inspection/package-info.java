/** How the service asks the engine about specifications and uploaded files. */
@NullMarked
package dev.backspike.api.inspection;

import org.jspecify.annotations.NullMarked;
