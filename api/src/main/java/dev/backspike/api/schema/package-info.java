/** JSON Schemas of the documents that users send, made from their readers and from the Javadoc of their types. */
@NullMarked
package dev.backspike.api.schema;

import org.jspecify.annotations.NullMarked;
