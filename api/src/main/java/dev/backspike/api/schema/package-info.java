/** JSON Schemas of the documents that users send, derived from their readers and from the Javadoc of their types. */
@NullMarked
package dev.backspike.api.schema;

import org.jspecify.annotations.NullMarked;
