/** Tests of who may call what. */
@NullMarked
package dev.backspike.api.security;

import org.jspecify.annotations.NullMarked;
