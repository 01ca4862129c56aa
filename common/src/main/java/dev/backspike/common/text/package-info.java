/** Texts that users choose and files contain: which are accepted, and how messages show them. */
@NullMarked
package dev.backspike.common.text;

import org.jspecify.annotations.NullMarked;
