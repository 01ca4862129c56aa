@NullMarked
package dev.backspike.api.inspection;

import org.jspecify.annotations.NullMarked;
