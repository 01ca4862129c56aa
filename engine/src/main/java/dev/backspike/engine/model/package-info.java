/** Trained models as files of the formats that others read. */
@NullMarked
package dev.backspike.engine.model;

import org.jspecify.annotations.NullMarked;
