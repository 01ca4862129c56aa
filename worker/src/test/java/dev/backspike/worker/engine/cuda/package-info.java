@NullMarked
package dev.backspike.worker.engine.cuda;

import org.jspecify.annotations.NullMarked;
