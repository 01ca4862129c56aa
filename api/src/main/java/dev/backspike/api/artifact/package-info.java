/**
 * Files that attempts store: checkpoints and models. The bytes lie in an {@code ArtifactStore}, below the data
 * directory or in S3, named by their hash and complete before the database row that points to them exists; the row is
 * written in the transaction that checks the attempt, so a content without a row is debris, which {@code OrphanSweep}
 * removes. {@code StoredContents} keeps what is being stored from being removed at the same moment. {@code Checkpoints}
 * are such files too, from which an attempt resumes; a row whose file is missing is skipped.
 */
@NullMarked
package dev.backspike.api.artifact;

import org.jspecify.annotations.NullMarked;
