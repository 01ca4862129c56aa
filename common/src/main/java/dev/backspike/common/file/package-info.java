/**
 * Files that users upload: how a job names them, what they hold, and where their content is found. And
 * {@code ContainedFolder}, whose files are reached by identifiers only.
 */
@NullMarked
package dev.backspike.common.file;

import org.jspecify.annotations.NullMarked;
