/** Uploaded files that a worker fetches from the service and caches on its own disk. */
@NullMarked
package dev.backspike.worker.files;

import org.jspecify.annotations.NullMarked;
