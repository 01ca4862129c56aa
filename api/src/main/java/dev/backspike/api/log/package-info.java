/** What attempts have logged: lines for people, beside the events of the job, in which they appear as well. */
@NullMarked
package dev.backspike.api.log;

import org.jspecify.annotations.NullMarked;
