@NullMarked
package dev.backspike.api.localworker;

import org.jspecify.annotations.NullMarked;
