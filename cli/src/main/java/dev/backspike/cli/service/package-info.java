/**
 * The service as the command line sees it: its address and token, the REST API over the JDK's HTTP client, event
 * streams, its error responses, and the start of a local service when none answers.
 */
@NullMarked
package dev.backspike.cli.service;

import org.jspecify.annotations.NullMarked;
