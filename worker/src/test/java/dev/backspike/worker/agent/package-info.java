@NullMarked
package dev.backspike.worker.agent;

import org.jspecify.annotations.NullMarked;
