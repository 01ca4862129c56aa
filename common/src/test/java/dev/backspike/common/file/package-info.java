@NullMarked
package dev.backspike.common.file;

import org.jspecify.annotations.NullMarked;
