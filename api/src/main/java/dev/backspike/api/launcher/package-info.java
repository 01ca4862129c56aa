/** Whether the service launches workers itself, and where. */
@NullMarked
package dev.backspike.api.launcher;

import org.jspecify.annotations.NullMarked;
