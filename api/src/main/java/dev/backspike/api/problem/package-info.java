/**
 * Every error that leaves the service is an RFC 9457 problem document with a {@code code} that programs can rely on and
 * {@code errors[{pointer, message}]} where fields are to blame. Features throw
 * {@link dev.backspike.api.problem.ProblemException}; the advice turns it, and everything that Spring throws, into a
 * document.
 */
@NullMarked
package dev.backspike.api.problem;

import org.jspecify.annotations.NullMarked;
