@NullMarked
package dev.backspike.worker.dataset;

import org.jspecify.annotations.NullMarked;
