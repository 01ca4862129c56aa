/**
 * Wakes threads of this process that wait for the database to change, so that they need not poll it. A wake-up carries
 * no data: whoever is woken reads the tables.
 */
@NullMarked
package dev.backspike.api.wakeup;

import org.jspecify.annotations.NullMarked;
