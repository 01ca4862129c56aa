@NullMarked
package dev.backspike.api.openapi;

import org.jspecify.annotations.NullMarked;
