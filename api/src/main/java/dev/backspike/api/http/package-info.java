/** What the features' lists and changes have in common over HTTP: pages, and conditions on what is to be changed. */
@NullMarked
package dev.backspike.api.http;

import org.jspecify.annotations.NullMarked;
