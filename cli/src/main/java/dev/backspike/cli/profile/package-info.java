/**
 * Services that the user has stored under names, with their tokens, so that commands need neither {@code --url} nor
 * {@code --token-file}.
 */
@NullMarked
package dev.backspike.cli.profile;

import org.jspecify.annotations.NullMarked;
