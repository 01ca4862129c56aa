@NullMarked
package dev.backspike.common.id;

import org.jspecify.annotations.NullMarked;
