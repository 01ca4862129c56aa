@NullMarked
package dev.backspike.api.page;

import org.jspecify.annotations.NullMarked;
