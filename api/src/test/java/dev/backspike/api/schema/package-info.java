@NullMarked
package dev.backspike.api.schema;

import org.jspecify.annotations.NullMarked;
