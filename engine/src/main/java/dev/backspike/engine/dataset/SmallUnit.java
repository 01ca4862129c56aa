package dev.backspike.engine.dataset;

import java.util.Locale;

/** The units in which spike times are written by mistake, the largest first. */
enum SmallUnit {
    MILLISECONDS(1e3),
    MICROSECONDS(1e6),
    NANOSECONDS(1e9);

    final double perSecond;

    SmallUnit(double perSecond) {
        this.perSecond = perSecond;
    }

    String plural() {
        return name().toLowerCase(Locale.ROOT);
    }
}
