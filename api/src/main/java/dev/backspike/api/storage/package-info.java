/** Files on disk that are complete or absent. */
@NullMarked
package dev.backspike.api.storage;

import org.jspecify.annotations.NullMarked;
