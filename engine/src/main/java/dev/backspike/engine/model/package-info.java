/** Trained models as files in formats that other tools read. */
@NullMarked
package dev.backspike.engine.model;

import org.jspecify.annotations.NullMarked;
