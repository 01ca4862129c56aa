@NullMarked
package dev.backspike.api.example;

import org.jspecify.annotations.NullMarked;
