/**
 * Inspects job specifications and uploaded files before the service accepts them. {@code JobInspector} and
 * {@code DataFileInspector} are the questions, {@code SpecInspector} and {@code FileInspector} the answers;
 * {@code InspectionChild} is a program that gives those answers from a process of its own, in the messages
 * {@code InspectionRequest} and {@code InspectionAnswer}.
 */
@NullMarked
package dev.backspike.engine.inspection;

import org.jspecify.annotations.NullMarked;
