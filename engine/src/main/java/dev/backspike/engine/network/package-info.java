/** The network that engines run: the resolved specification with names turned into indices. */
@NullMarked
package dev.backspike.engine.network;

import org.jspecify.annotations.NullMarked;
