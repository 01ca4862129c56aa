@NullMarked
package dev.backspike.worker.training;

import org.jspecify.annotations.NullMarked;
