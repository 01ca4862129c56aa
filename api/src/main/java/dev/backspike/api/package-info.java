/** The service. */
@NullMarked
package dev.backspike.api;

import org.jspecify.annotations.NullMarked;
