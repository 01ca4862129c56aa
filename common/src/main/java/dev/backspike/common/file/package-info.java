/** Uploaded files by the hash of their content. */
@NullMarked
package dev.backspike.common.file;

import org.jspecify.annotations.NullMarked;
