@NullMarked
package dev.backspike.api.http;

import org.jspecify.annotations.NullMarked;
