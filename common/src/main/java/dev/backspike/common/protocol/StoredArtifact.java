package dev.backspike.common.protocol;

/** @param sha256 of the content, lower-case hexadecimal */
public record StoredArtifact(String name, String sha256, long bytes) {}
