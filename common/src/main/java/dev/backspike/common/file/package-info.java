/**
 * Files that users upload: how a job refers to them, what they contain, and where their content is stored; and
 * {@code ContainedFolder}, whose files are addressed by identifiers only.
 */
@NullMarked
package dev.backspike.common.file;

import org.jspecify.annotations.NullMarked;
