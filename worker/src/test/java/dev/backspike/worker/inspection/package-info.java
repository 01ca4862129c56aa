@NullMarked
package dev.backspike.worker.inspection;

import org.jspecify.annotations.NullMarked;
