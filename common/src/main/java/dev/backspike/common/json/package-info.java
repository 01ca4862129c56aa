/**
 * Reads JSON documents that users send: strictly, and with every error at once. {@link StrictJson} reads a document,
 * {@link Fields} an object in it; each error is a {@link SpecError} with the JSON pointer of the field.
 */
@NullMarked
package dev.backspike.common.json;

import org.jspecify.annotations.NullMarked;
