/** What the REST resources of all features share: pages of lists, conditional requests, and strict JSON. */
@NullMarked
package dev.backspike.api.http;

import org.jspecify.annotations.NullMarked;
