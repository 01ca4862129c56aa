/** Tests. */
@NullMarked
package dev.backspike.api.job;

import org.jspecify.annotations.NullMarked;
