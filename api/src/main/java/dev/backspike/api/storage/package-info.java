/** Files on disk that are whole or not there. */
@NullMarked
package dev.backspike.api.storage;

import org.jspecify.annotations.NullMarked;
