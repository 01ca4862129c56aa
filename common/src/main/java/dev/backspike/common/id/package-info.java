/**
 * The identifiers that cross an edge of the service: in a path, a header or a JSON body, as part of a file's path or of
 * an object's key. Each is a type of its own that can be made only from a valid text, so that whoever receives one need
 * not check it; a malformed text is a {@link dev.backspike.common.id.MalformedIdException} where it enters. To add one,
 * write a record that implements {@link dev.backspike.common.id.Identifier}; Jackson and Spring then read and write it
 * as its text.
 */
@NullMarked
package dev.backspike.common.id;

import org.jspecify.annotations.NullMarked;
