/**
 * The exact solver: spikes are found at their own times, in double precision, and between them the state and its
 * adjoint are known in closed form. The oracle for every other engine, and the solver with which Wunderlich &amp;
 * Pehle's results are reproduced.
 *
 * <p>In reading order: {@code Leaky} (the closed forms), {@code Forward}, {@code Adjoint}, {@code Gather},
 * {@code Adam}, and {@code EventEngine}, which runs them. {@code Tape} is what the first leaves for the second.
 */
@NullMarked
package dev.backspike.worker.engine.event;

import org.jspecify.annotations.NullMarked;
