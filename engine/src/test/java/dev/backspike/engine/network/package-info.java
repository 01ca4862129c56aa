@NullMarked
package dev.backspike.engine.network;

import org.jspecify.annotations.NullMarked;
