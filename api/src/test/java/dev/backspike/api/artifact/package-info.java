/** Tests of checkpoints and models as files. */
@NullMarked
package dev.backspike.api.artifact;

import org.jspecify.annotations.NullMarked;
