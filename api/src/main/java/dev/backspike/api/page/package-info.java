/**
 * The web page at {@code /}: files in {@code static/page}, which need no token, as all that they show comes from the
 * REST API.
 */
@NullMarked
package dev.backspike.api.page;

import org.jspecify.annotations.NullMarked;
