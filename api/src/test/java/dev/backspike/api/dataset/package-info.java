@NullMarked
package dev.backspike.api.dataset;

import org.jspecify.annotations.NullMarked;
