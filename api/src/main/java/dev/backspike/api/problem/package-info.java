/**
 * Every error response is an RFC 9457 problem document with a stable {@code code}, and with {@code errors[{pointer,
 * message}]} where fields are invalid. Features throw {@link dev.backspike.api.problem.ProblemException}; the advice
 * turns it, and all other exceptions, into a document.
 */
@NullMarked
package dev.backspike.api.problem;

import org.jspecify.annotations.NullMarked;
