/** Tests of the service. */
@NullMarked
package dev.backspike.api;

import org.jspecify.annotations.NullMarked;
