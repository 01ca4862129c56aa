@NullMarked
package dev.backspike.api.secret;

import org.jspecify.annotations.NullMarked;
