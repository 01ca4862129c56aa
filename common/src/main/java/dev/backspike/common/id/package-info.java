/**
 * The identifiers that enter or leave the service: in a path, a header or a JSON body, as part of the path of a file or
 * of the key of an object. Each type can be created only from a valid text, so that its users need not check it; a
 * malformed text causes a {@link dev.backspike.common.id.MalformedIdException} where it enters. To add one, write a
 * record that implements {@link dev.backspike.common.id.Identifier}; Jackson and Spring then read and write it as its
 * text.
 */
@NullMarked
package dev.backspike.common.id;

import org.jspecify.annotations.NullMarked;
