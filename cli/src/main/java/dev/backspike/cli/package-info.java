/**
 * The command line client. A client of the REST API and nothing else: it speaks HTTP with the JDK's own client and uses
 * neither Spring nor the service's classes, so that it starts in a fraction of a second and works against a service
 * anywhere.
 *
 * <p>{@link dev.backspike.cli.CommandLineClient} lists the commands. They stand in packages by subject ({@code job},
 * {@code dataset}, {@code fleet}) above {@code follow} (progress until the end), {@code spec} (the file of a
 * specification), {@code service} (HTTP) and {@code terminal} (text and exit codes).
 */
@NullMarked
package dev.backspike.cli;

import org.jspecify.annotations.NullMarked;
