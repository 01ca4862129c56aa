/** Commands about access: sign in to a service, and manage its tokens. */
@NullMarked
package dev.backspike.cli.access;

import org.jspecify.annotations.NullMarked;
