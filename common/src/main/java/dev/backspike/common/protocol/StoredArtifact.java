package dev.backspike.common.protocol;

import dev.backspike.common.id.FileName;
import dev.backspike.common.id.Sha256;

/**
 * A file stored by an attempt.
 *
 * @param sha256 hash of the content
 */
public record StoredArtifact(FileName name, Sha256 sha256, long bytes) {}
