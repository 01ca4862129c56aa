/**
 * The document at {@code /openapi}. Paths, parameters and schemas come from the controllers and their records,
 * descriptions from their Javadoc; {@code openapi/document.yaml} adds what no Java type expresses: specifications,
 * events, problems, examples. {@link dev.backspike.api.openapi.RecordSchemas} completes schemas,
 * {@link dev.backspike.api.openapi.Operations} paths.
 */
@NullMarked
package dev.backspike.api.openapi;

import org.jspecify.annotations.NullMarked;
