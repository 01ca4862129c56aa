package dev.backspike.api.metric;

/** A range of steps, both ends included. */
record Steps(long first, long last) {

    static final Steps ALL = new Steps(0, Long.MAX_VALUE);
}
