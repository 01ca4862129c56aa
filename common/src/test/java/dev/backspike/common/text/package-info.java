@NullMarked
package dev.backspike.common.text;

import org.jspecify.annotations.NullMarked;
