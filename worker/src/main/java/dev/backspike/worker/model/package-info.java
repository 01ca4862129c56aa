/** Trained models as files of the formats that others read. */
@NullMarked
package dev.backspike.worker.model;

import org.jspecify.annotations.NullMarked;
