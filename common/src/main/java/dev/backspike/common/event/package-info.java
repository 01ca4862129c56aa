/** The vocabulary of events and failures: what a training or an attempt reports, and why it failed. */
@NullMarked
package dev.backspike.common.event;

import org.jspecify.annotations.NullMarked;
