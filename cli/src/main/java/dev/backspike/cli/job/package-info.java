/**
 * Commands about jobs and sweeps: submit and check them, follow, list and compare them, end them, and use what they
 * have trained.
 */
@NullMarked
package dev.backspike.cli.job;

import org.jspecify.annotations.NullMarked;
