@NullMarked
package dev.backspike.api.storage;

import org.jspecify.annotations.NullMarked;
