@NullMarked
package dev.backspike.worker.network;

import org.jspecify.annotations.NullMarked;
