/** The worker: its process, configuration and metrics. */
@NullMarked
package dev.backspike.worker;

import org.jspecify.annotations.NullMarked;
