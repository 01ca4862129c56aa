/**
 * Files that attempts leave behind. The bytes lie in the file system below the data directory, named by their hash and
 * complete before the database row that points to them exists; the row is written in the transaction that checks the
 * attempt, so a file without a row is debris and a row without a file cannot be.
 */
@NullMarked
package dev.backspike.api.artifact;

import org.jspecify.annotations.NullMarked;
