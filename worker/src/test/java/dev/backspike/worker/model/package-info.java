@NullMarked
package dev.backspike.worker.model;

import org.jspecify.annotations.NullMarked;
