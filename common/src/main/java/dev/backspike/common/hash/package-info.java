/** The checksum by which files are known on both sides of the wire. */
@NullMarked
package dev.backspike.common.hash;

import org.jspecify.annotations.NullMarked;
