package dev.backspike.common.file;

/**
 * The number of samples of a speaker.
 *
 * @param speaker as the file gives it, a number or at most 100 characters of a text
 * @param samples of this speaker
 */
public record SpeakerCount(String speaker, int samples) {}
