/** Tests of fetched files. */
@NullMarked
package dev.backspike.worker.files;

import org.jspecify.annotations.NullMarked;
