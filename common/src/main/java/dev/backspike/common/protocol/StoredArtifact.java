package dev.backspike.common.protocol;

import dev.backspike.common.id.FileName;
import dev.backspike.common.id.Sha256;

/** @param sha256 of the content */
public record StoredArtifact(FileName name, Sha256 sha256, long bytes) {}
