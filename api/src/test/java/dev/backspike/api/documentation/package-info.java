/** Holds the documents of the project against the service: properties, metrics, errors. */
@NullMarked
package dev.backspike.api.documentation;

import org.jspecify.annotations.NullMarked;
