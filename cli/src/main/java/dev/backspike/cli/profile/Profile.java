package dev.backspike.cli.profile;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A service that the user has stored under a name.
 *
 * @param token null if the service requires none
 */
public record Profile(URI url, @Nullable String token) {}
