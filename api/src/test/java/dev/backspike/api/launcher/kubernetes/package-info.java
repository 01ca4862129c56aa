@NullMarked
package dev.backspike.api.launcher.kubernetes;

import org.jspecify.annotations.NullMarked;
