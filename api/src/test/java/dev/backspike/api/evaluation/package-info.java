@NullMarked
package dev.backspike.api.evaluation;

import org.jspecify.annotations.NullMarked;
