@NullMarked
package dev.backspike.engine.model;

import org.jspecify.annotations.NullMarked;
