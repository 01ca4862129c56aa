/**
 * Files that attempts leave behind. The bytes lie in an {@code ArtifactStore}, below the data directory or in S3, named
 * by their hash and complete before the database row that points to them exists; the row is written in the transaction
 * that checks the attempt, so a content without a row is debris, which {@code OrphanSweep} removes.
 * {@code StoredContents} keeps what is being stored from being removed at the same moment. {@code Checkpoints} are such
 * files too, of which an attempt goes on; a row whose file has gone is passed over.
 */
@NullMarked
package dev.backspike.api.artifact;

import org.jspecify.annotations.NullMarked;
