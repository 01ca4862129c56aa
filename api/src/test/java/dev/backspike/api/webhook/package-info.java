@NullMarked
package dev.backspike.api.webhook;

import org.jspecify.annotations.NullMarked;
