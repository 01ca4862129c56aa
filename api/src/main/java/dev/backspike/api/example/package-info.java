/** The specifications of {@code deploy/examples}, for clients that cannot read that folder. */
@NullMarked
package dev.backspike.api.example;

import org.jspecify.annotations.NullMarked;
