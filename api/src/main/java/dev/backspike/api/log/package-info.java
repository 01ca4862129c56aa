/** The logs of attempts, which also appear among the events of the job. */
@NullMarked
package dev.backspike.api.log;

import org.jspecify.annotations.NullMarked;
